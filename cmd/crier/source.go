package main

import (
	"bufio"
	"fmt"
	"os"
	"strings"

	"github.com/alecthomas/kong"
)

// source is where settings come from besides flags: the environment, then the file
// a NAME_FILE variable names, then the configuration file.
type source struct {
	getenv func(string) string
	file   map[string]string
}

func newSource(getenv func(string) string) *source {
	return &source{getenv: getenv, file: map[string]string{}}
}

var _ kong.Resolver = (*source)(nil)

// Validate has nothing to object to: unknown names in the file are refused when it
// is read.
func (*source) Validate(*kong.Application) error { return nil }

// Resolve gives the value of a setting that no flag gave.
func (s *source) Resolve(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	name := flag.Tag.Get("from")
	if name == "" {
		return nil, nil
	}
	if v := s.getenv(name); v != "" {
		return v, nil
	}
	if flag.Tag.Has("secret") {
		if path := s.getenv(name + "_FILE"); path != "" {
			b, err := os.ReadFile(path)
			if err != nil {
				return nil, fmt.Errorf("reading the secret that %s_FILE names: %w", name, err)
			}
			return strings.TrimSpace(string(b)), nil
		}
	}
	if v, ok := s.file[name]; ok {
		return v, nil
	}
	return nil, nil
}

// configFile is the flag --config. Reading it fills the source before the settings
// are resolved.
type configFile string

// BeforeResolve reads the file: NAME=value a line, # begins a comment line.
func (configFile) BeforeResolve(s *source, k *kong.Kong, ctx *kong.Context, trace *kong.Path) error {
	c, _ := ctx.FlagValue(trace.Flag).(configFile) // the field itself is set later
	if c == "" {
		return nil
	}
	f, err := os.Open(string(c))
	if err != nil {
		return fmt.Errorf("opening the configuration file: %w", err)
	}
	defer func() { _ = f.Close() }()
	known := names(k.Model.Node)
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name, value, ok := strings.Cut(line, "=")
		name = strings.TrimSpace(name)
		if !ok || !known[name] {
			return fmt.Errorf("%s, line %d: %q is no setting; crier run --help lists them", string(c), n, name)
		}
		s.file[name] = strings.Trim(strings.TrimSpace(value), `"`)
	}
	return lines.Err()
}

// names collects the environment names of all settings.
func names(n *kong.Node) map[string]bool {
	out := map[string]bool{}
	_ = kong.Visit(n, func(v kong.Visitable, next kong.Next) error {
		if f, ok := v.(*kong.Flag); ok && f.Tag.Get("from") != "" {
			out[f.Tag.Get("from")] = true
		}
		return next(nil)
	})
	return out
}

// helpWithNames prints the help with each setting's environment variable.
func helpWithNames(o kong.HelpOptions, ctx *kong.Context) error {
	for _, f := range ctx.Flags() {
		name := "$" + f.Tag.Get("from")
		if name == "$" || strings.Contains(f.Help, name) {
			continue
		}
		if f.Default != "" {
			name += ", default " + f.Default
		}
		f.Help += " (" + name + ")"
	}
	return kong.DefaultHelpPrinter(o, ctx)
}
