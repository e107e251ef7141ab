/*
 * solar.h - the Sun's spectrum.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SIM_SOLAR_H
#define SIM_SOLAR_H

/* Spectral irradiance at 1 AU, W/m^2/nm; `nm` from 115 to 1100. */
double solar_irradiance(double nm);

#endif
