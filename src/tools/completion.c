/*
 * completion.c - columba completion: completions for bash, zsh and fish.
 *
 * The scripts only ask: `columba completion words -- WORD...` answers with
 * what the command line being typed can become.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <string.h>

#include "common/cli.h"
#include "common/str.h"
#include "tools/complete.h"
#include "tools/tools.h"

/* Bash splits words at '=': they are put together again. */
static const char bash[] =
    "# bash completion of columba\n"
    "_columba()\n"
    "{\n"
    "    local cur line i words=() lines=() before=\n"
    "    for ((i = 1; i <= COMP_CWORD; i++)); do\n"
    "        if ((${#words[@]})) && { [[ ${COMP_WORDS[i]} == = ]] ||\n"
    "            [[ ${words[-1]} == *= ]]; }; then\n"
    "            words[-1]+=${COMP_WORDS[i]}\n"
    "        else\n"
    "            words+=(\"${COMP_WORDS[i]}\")\n"
    "        fi\n"
    "    done\n"
    "    cur=${words[-1]}\n"
    "    if [[ $cur == *=* ]]; then\n"
    "        before=${cur%%=*}=\n"
    "    fi\n"
    "    mapfile -t lines < <(columba completion words -- \"${words[@]}\" "
    "2>/dev/null)\n"
    "    COMPREPLY=()\n"
    "    case ${lines[0]} in\n"
    "    :file | :dir)\n"
    "        local kind=-f\n"
    "        [[ ${lines[0]} == :dir ]] && kind=-d\n"
    "        compopt -o filenames 2>/dev/null\n"
    "        mapfile -t COMPREPLY < <(compgen $kind -- "
    "\"${cur#\"$before\"}\")\n"
    "        return\n"
    "        ;;\n"
    "    esac\n"
    "    for line in \"${lines[@]}\"; do\n"
    "        line=${line%%$'\\t'*}\n"
    "        COMPREPLY+=(\"${line#\"$before\"}\")\n"
    "    done\n"
    "    if [[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == *= ]]; then\n"
    "        compopt -o nospace 2>/dev/null\n"
    "    fi\n"
    "}\n"
    "complete -F _columba columba\n";

static const char zsh[] = "#compdef columba\n"
                          "# zsh completion of columba\n"
                          "_columba() {\n"
                          "    local line word help\n"
                          "    local -a lines plain open\n"
                          "    lines=(\"${(@f)$(columba completion words -- "
                          "\"${(@)words[2,CURRENT]}\" 2>/dev/null)}\")\n"
                          "    case $lines[1] in\n"
                          "    :file) compset -P '--*='; _files; return ;;\n"
                          "    :dir) compset -P '--*='; _files -/; return ;;\n"
                          "    esac\n"
                          "    for line in $lines; do\n"
                          "        word=${line%%$'\\t'*}\n"
                          "        help=${line#*$'\\t'}\n"
                          "        word=${word//:/\\\\:}\n"
                          "        if [[ $word == *= ]]; then\n"
                          "            open+=(\"$word:$help\")\n"
                          "        else\n"
                          "            plain+=(\"$word:$help\")\n"
                          "        fi\n"
                          "    done\n"
                          "    _describe columba plain\n"
                          "    _describe columba open -S ''\n"
                          "}\n"
                          "if [[ $funcstack[1] == _columba ]]; then\n"
                          "    _columba \"$@\"\n"
                          "else\n"
                          "    compdef _columba columba\n"
                          "fi\n";

static const char fish[] =
    "# fish completion of columba\n"
    "function __columba_complete\n"
    "    set -l words (commandline -opc) (commandline -ct)\n"
    "    set -l lines (columba completion words -- $words[2..-1] "
    "2>/dev/null)\n"
    "    switch \"$lines[1]\"\n"
    "        case :file\n"
    "            __fish_complete_path (string replace -r -- '^--[^=]*=' '' "
    "(commandline -ct))\n"
    "        case :dir\n"
    "            __fish_complete_directories (string replace -r -- "
    "'^--[^=]*=' '' (commandline -ct)) ''\n"
    "        case '*'\n"
    "            printf '%s\\n' $lines\n"
    "    end\n"
    "end\n"
    "complete -c columba -f -a '(__columba_complete)'\n";

static const struct {
    const char *name, *script;
} shells[] = {{"bash", bash}, {"zsh", zsh}, {"fish", fish}};

int
tool_completion(int argc, char **argv)
{
    const struct cli cli = {
        .name = "columba completion",
        .operands = "SHELL",
        .summary = "print completions for bash, zsh or fish",
        .examples =
            "  $ source <(columba completion bash)\n"
            "  $ columba completion fish | source\n"
            "  $ columba completion zsh >~/.zsh/functions/_columba\n"
            "  $ columba completion words -- status ''   what scripts ask\n",
        .min_operands = 1,
        .max_operands = -1,
    };
    int n;
    int status = cli_parse(&cli, argc, argv, &n);
    if (status >= 0)
        return status;
    if (str_eq(argv[0], "words")) {
        struct strbuf out = {0};
        complete_words((const char *const *)argv + 1, (size_t)n - 1, &out);
        fputs(strbuf_get(&out), stdout);
        strbuf_fini(&out);
        return 0;
    }
    if (n > 1)
        return cli_usage(&cli, "'%s' is one too many", argv[1]);
    for (size_t i = 0; i < ARRAY_LEN(shells); i++)
        if (str_eq(shells[i].name, argv[0])) {
            fputs(shells[i].script, stdout);
            return 0;
        }
    return cli_usage(&cli, "'%s' is no shell: bash, zsh or fish", argv[0]);
}
