# Columba - a payload operations console for the terminal.
#
# `make help` lists the targets.  Variants: release (default), debug, san, cov;
# CC=clang builds the same with clang.  Programs of the release variant go to
# bin/, everything else below build/.

VARIANT ?= release
CC       = gcc
ifeq ($(origin CC),default)
CC       = gcc
endif
AR       = ar
PYTHON  ?= /usr/bin/python3
WERROR  ?= -Werror
V       ?= 0
Q        = $(if $(filter 1,$(V)),,@)
say      = $(if $(filter 1,$(V)),,@printf '  %-5s %s\n' $(1) $(2))

compiler := $(if $(findstring clang,$(CC)),clang,gcc)
tag      := $(VARIANT)$(if $(filter clang,$(compiler)),-clang)
B        := build/$(tag)
BIN      := $(if $(filter release,$(tag)),bin,$(B)/bin)

# ---- folders, programs, libraries ------------------------------------------

# Every folder of src/ becomes one static library; the main.c of a process
# folder is linked with all of them.
folders  := $(sort $(notdir $(patsubst %/,%,$(wildcard src/*/))))
daemons  := $(patsubst src/%/main.c,%,$(filter-out src/tools/main.c,$(wildcard src/*/main.c)))
programs := $(if $(wildcard src/tools/main.c),columba) $(daemons:%=columba-%)

pkgs     := ncursesw libzmq msgpack libxml-2.0 sqlite3 libconfuse udunits libsodium jansson
pkg_inc  := $(shell pkg-config --cflags-only-I $(pkgs) 2>/dev/null)
pkg_lib  := $(shell pkg-config --libs $(pkgs) 2>/dev/null)

# ---- flags -----------------------------------------------------------------

std      := -std=c17 -D_DEFAULT_SOURCE -D_XOPEN_SOURCE=700
warn     := -Wall -Wextra -Wpedantic $(WERROR) -Wshadow -Wconversion \
            -Wsign-conversion -Wstrict-prototypes -Wmissing-prototypes \
            -Wold-style-definition -Wwrite-strings -Wcast-qual -Wcast-align \
            -Wpointer-arith -Wformat=2 -Wundef -Wvla -Walloca -Wswitch-enum \
            -Wimplicit-fallthrough -Wnull-dereference -Wredundant-decls
warn_gcc := -Wduplicated-cond -Wduplicated-branches -Wlogical-op \
            -Wformat-signedness -Wjump-misses-init -ftrivial-auto-var-init=zero
harden   := -fstack-protector-strong -fstack-clash-protection \
            -fcf-protection=full -fPIE
fortify  := -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3
mcdc     := -fprofile-instr-generate -fcoverage-mapping -fcoverage-mcdc
sanitize := -fsanitize=address,undefined -fno-sanitize-recover=all \
            -fno-omit-frame-pointer

opt_release := -O2 -g $(fortify)
opt_debug   := -O0 -g3
opt_san     := -O1 -g $(sanitize)
opt_cov     := -O0 -g --coverage
opt_mcdc    := -O0 -g $(mcdc)

git_id   := $(shell git describe --always --dirty 2>/dev/null || echo unknown)
CPPFLAGS += -Isrc $(addprefix -isystem,$(patsubst -I%,%,$(pkg_inc)))
CFLAGS   += $(std) $(warn) $(if $(filter gcc,$(compiler)),$(warn_gcc)) $(harden) $(opt_$(VARIANT)) -ffunction-sections -fdata-sections
LDFLAGS  += -pie -Wl,-z,relro,-z,now,-z,noexecstack -Wl,--as-needed -Wl,--gc-sections \
            $(if $(filter san,$(VARIANT)),$(sanitize)) $(if $(filter cov,$(VARIANT)),--coverage) $(if $(filter mcdc,$(VARIANT)),$(mcdc))
LDLIBS   += $(pkg_lib) -lm

# ---- objects ---------------------------------------------------------------

lib_src   = $(filter-out src/$(1)/main.c,$(shell find src/$(1) -name '*.c' | sort))
all_src  := $(shell find src -name '*.c' | sort)
all_obj  := $(all_src:%.c=$(B)/%.o)
libs     := $(foreach f,$(folders),$(if $(call lib_src,$(f)),$(B)/lib$(f).a))

support_src := $(wildcard test/support/*.c)
support_lib := $(B)/libsupport.a
test_src    := $(sort $(shell find test -name 'test_*.c' -not -path 'test/fuzz/*' -not -path 'test/bench/*'))
tests       := $(test_src:%.c=$(B)/%)
T           ?=
chosen      := $(if $(T),$(foreach t,$(tests),$(if $(findstring $(T),$(t)),$(t))),$(tests))
bench_src   := $(sort $(wildcard test/bench/bench_*.c))
benches     := $(bench_src:%.c=$(B)/%)
fuzz_src    := $(sort $(wildcard test/fuzz/fuzz_*.c))

.PHONY: soak all help packages demo check test san system fuzz fuzz-long bench \
        lint format metrics mutate mcdc analyze golden-update clean install
.DELETE_ON_ERROR:
.SECONDARY:

all: $(addprefix $(BIN)/,$(programs))  ## build all programs into bin/

help:  ## list the targets
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 24

$(B)/%.o: %.c | $(B)/flags
	$(call say,cc,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS) $(if $(findstring test/,$<),-Itest) $(CFLAGS) -MMD -MP -c -o $@ $<

# A change of flags rebuilds everything.
$(B)/flags: force
	@mkdir -p $(@D)
	@echo '$(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS)' | cmp -s - $@ || echo '$(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS)' > $@
.PHONY: force
force:

# The version is compiled into one file only, again with each commit.
$(B)/src/common/version.o: CPPFLAGS += -DCOLUMBA_GIT='"$(git_id)"'
$(B)/src/common/version.o: $(B)/git-id
$(B)/git-id: force
	@mkdir -p $(@D)
	@echo '$(git_id)' | cmp -s - $@ || echo '$(git_id)' > $@

# The theme that is built in is a file like any other.
build/gen/console/theme/theme_dark.inc: themes/dark.theme
	@mkdir -p $(@D)
	$(Q)sed 's/[\\"]/\\&/g; s/.*/"&",/' $< > $@
$(B)/src/console/theme/theme_dark.o build/fuzz/src/console/theme/theme_dark.o: build/gen/console/theme/theme_dark.inc
$(B)/src/console/theme/theme_dark.o build/fuzz/src/console/theme/theme_dark.o: CPPFLAGS += -Ibuild/gen

define library
$(B)/lib$(1).a: $(patsubst %.c,$(B)/%.o,$(call lib_src,$(1)))
	$$(call say,ar,$$@)
	$$(Q)rm -f $$@ && $(AR) rcs $$@ $$^
endef
$(foreach f,$(folders),$(if $(call lib_src,$(f)),$(eval $(call library,$(f)))))

$(support_lib): $(support_src:%.c=$(B)/%.o)
	$(call say,ar,$@)
	$(Q)rm -f $@ && $(AR) rcs $@ $^

link = $(Q)mkdir -p $(@D) && $(CC) $(LDFLAGS) -o $@ $(filter %.o,$^) -Wl,--start-group $(filter %.a,$^) -Wl,--end-group

$(BIN)/columba: $(B)/src/tools/main.o $(libs)
	$(call say,ld,$@)
	$(link) $(LDLIBS)
$(BIN)/columba-%: $(B)/src/%/main.o $(libs)
	$(call say,ld,$@)
	$(link) $(LDLIBS)
$(B)/test/bench/%: $(B)/test/bench/%.o $(support_lib) $(libs)
	$(call say,ld,$@)
	$(link) $(LDLIBS) -lcmocka
$(B)/test/%: $(B)/test/%.o $(support_lib) $(libs)
	$(call say,ld,$@)
	$(link) $(LDLIBS) -lcmocka -lvterm

-include $(all_obj:.o=.d) $(tests:=.d) $(benches:=.d) $(support_src:%.c=$(B)/%.d)

# ---- tests -----------------------------------------------------------------

# `make test` is for every few minutes of work; T=word picks test programs.
test: all $(chosen)  ## unit and golden tests and lint, quick (T=word picks some)
	$(Q)COLUMBA_BIN=$(abspath $(BIN)) test/run-unit $(chosen)
	$(if $(T),,$(Q)$(MAKE) --no-print-directory lint)

san:  ## the unit tests with address and undefined-behaviour sanitizers
	$(Q)$(MAKE) --no-print-directory VARIANT=san test T=$(T)

ROBOT_KEYS       ?= 1000000
HOSTILE_MESSAGES ?= 1000000
GATE_KILLS       ?= 1000
GATE_RACE        ?= 100000
EXEC_KILLS       ?= 1000
soak: all  ## the long runs: a robot at the console, hostile requests and kills at the gate and the executor
	$(Q)ROBOT_KEYS=$(ROBOT_KEYS) $(MAKE) --no-print-directory VARIANT=san test T=console/test_robot
	$(Q)TEST_TIMEOUT=1800 HOSTILE_MESSAGES=$(HOSTILE_MESSAGES) $(MAKE) --no-print-directory test T=gate/test_hostile
	$(Q)SYSTEM_TIMEOUT=10800 GATE_KILLS=$(GATE_KILLS) GATE_RACE=$(GATE_RACE) GATE_HOSTILE=$(HOSTILE_MESSAGES) \
	    $(MAKE) --no-print-directory system T=gate_
	$(Q)SYSTEM_TIMEOUT=10800 EXEC_KILLS=$(EXEC_KILLS) $(MAKE) --no-print-directory system T=exec_killed

system: all  ## start the real programs and look at them (T=word picks some)
	$(Q)COLUMBA_BIN=$(abspath $(BIN)) T=$(T) test/run-system

# Fuzz targets are built with clang whatever CC is: libFuzzer needs it.
FUZZ_SECONDS ?= 5
fuzz_flags   := $(std) -O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
fuzz_obj     := $(patsubst %.c,build/fuzz/%.o,$(filter-out %/main.c,$(all_src)))
fuzz_bin     := $(fuzz_src:test/fuzz/%.c=build/fuzz/%)
build/fuzz/%.o: %.c
	$(call say,fcc,$<)
	$(Q)mkdir -p $(@D)
	$(Q)clang $(CPPFLAGS) -Itest $(fuzz_flags) -DCOLUMBA_GIT='"fuzz"' -MMD -MP -c -o $@ $<
build/fuzz/liball.a: $(fuzz_obj)
	$(Q)rm -f $@ && $(AR) rcs $@ $^
$(fuzz_bin): build/fuzz/%: build/fuzz/test/fuzz/%.o build/fuzz/liball.a
	$(call say,fld,$@)
	$(Q)clang $(fuzz_flags) -fsanitize=fuzzer -o $@ $^ $(LDLIBS)
build/fuzz/fuzz_pluto_eval: build/fuzz/test/support/pluto_names.o
build/fuzz/fuzz_check: build/fuzz/test/support/pluto_scene.o
-include $(fuzz_obj:.o=.d)

fuzz: $(fuzz_bin)  ## every fuzz target for FUZZ_SECONDS (5)
	$(Q)test/run-fuzz $(FUZZ_SECONDS) $(fuzz_bin)

fuzz-long:  ## every fuzz target for ten minutes
	$(Q)$(MAKE) --no-print-directory fuzz FUZZ_SECONDS=600

bench: all $(benches)  ## figures beside their baselines, as ratios (T=word picks some)
	$(Q)COLUMBA_BIN=$(abspath $(BIN)) T=$(T) test/run-bench $(benches)

golden-update: $(tests)  ## rewrite test/golden from what is drawn now, show the change
	$(Q)COLUMBA_BIN=$(abspath $(BIN)) GOLDEN_UPDATE=1 test/run-unit $(tests)
	$(Q)git --no-pager diff --stat -- test/golden

# ---- house keeping ---------------------------------------------------------

lint:  ## layers, missing test twins, man pages, format
	$(Q)test/lint/run

format:  ## rewrite all C files in house style
	$(Q)find src test -name '*.[ch]' | xargs clang-format -i

# Tests of core files: test/lint/core.py has those files.
core_tests := $(filter $(B)/test/limits/% $(B)/test/gate/% $(B)/test/command/% $(B)/test/frontend/test_sender%,$(tests))

# test/lint/mutate says what is changed, and what its waivers are.
mutate: $(core_tests:%=%.o) $(support_lib) $(libs)  ## flip the comparisons of limit checking and of the gate: do the tests notice? (T=judge: of one file)
	$(Q)MUTATE_BUILD=$(B) test/lint/mutate $(T)

# gcc 12 and clang 14 cannot tell; clang-19 can.
mcdc:  ## lines, branches and conditions of limit checking and of the gate that no test decides, with clang-19 (T=judge: of one file)
	$(Q)if ! command -v clang-19 >/dev/null || ! command -v llvm-cov-19 >/dev/null; then \
	    echo "skip: mcdc needs clang-19, llvm-19 and libclang-rt-19-dev"; \
	else \
	    $(MAKE) --no-print-directory VARIANT=mcdc CC=clang-19 WERROR= T= mcdc-tests && \
	    MCDC_BUILD=build/mcdc-clang test/lint/mcdc $(T); \
	fi
.PHONY: mcdc-tests
mcdc-tests: $(core_tests)

metrics:  ## sizes of files and functions, comments, tests
	$(Q)test/lint/metrics

analyze:  ## clang-tidy, cppcheck and gcc -fanalyzer where installed
	$(Q)CPPFLAGS='$(CPPFLAGS)' STD='$(std)' test/lint/analyze

# ---- the doors -------------------------------------------------------------

packages:  ## install the Debian packages of the list that are missing
	$(Q)test/install-packages packages

demo: packages  ## install, build, run the whole chain with the ground model
	$(Q)$(MAKE) --no-print-directory all
	$(Q)$(BIN)/columba demo

check: packages  ## install, build and test everything
	$(Q)test/check

PREFIX ?= /usr
install: all  ## programs, manual, content and completions below DESTDIR and PREFIX (/usr)
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/columba
	install -m 755 $(addprefix $(BIN)/,$(programs)) $(DESTDIR)$(PREFIX)/bin
	cp -r displays layouts missions procedures scenarios themes $(DESTDIR)$(PREFIX)/share/columba
	for s in 1 5 7 8; do \
	    install -d $(DESTDIR)$(PREFIX)/share/man/man$$s; \
	    install -m 644 man/*.$$s $(DESTDIR)$(PREFIX)/share/man/man$$s; \
	done
	for f in bash:bash-completion/completions/columba \
	    zsh:zsh/vendor-completions/_columba \
	    fish:fish/vendor_completions.d/columba.fish; do \
	    to=$(DESTDIR)$(PREFIX)/share/$${f#*:}; \
	    install -d $$(dirname $$to); \
	    $(BIN)/columba completion $${f%%:*} >$$to && chmod 644 $$to || exit 1; \
	done

clean:  ## remove bin/ and build/
	rm -rf bin build
