#include "pluto/run.h"
void pluto_run_save(const struct pluto_run *run, struct strbuf *out){(void)run;(void)out;}
enum err pluto_run_load(const struct pluto_run_config *config,const char *text, size_t len, struct strbuf *why, struct pluto_run **out){(void)config;(void)text;(void)len;(void)why;*out=0;return ERR_FORMAT;}
