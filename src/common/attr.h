/*
 * attr.h - compiler attributes with names that read well.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef COMMON_ATTR_H
#define COMMON_ATTR_H

#define NODISCARD            __attribute__((warn_unused_result))
#define NORETURN             __attribute__((noreturn))
#define PRINTF_LIKE(fmt, va) __attribute__((format(printf, fmt, va)))
#define LINKED_AS(name)      __asm__(name)
#define ARRAY_LEN(a)         (sizeof(a) / sizeof((a)[0]))

#endif
