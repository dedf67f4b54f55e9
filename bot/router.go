package bot

import (
	"fmt"
	"strings"
)

// ParseLine splits a line into the command's name and the rest, as a button's Line
// or a typed "/summary@crier_bot https://…" has them. Without a slash the first
// word is the name too: whoever calls decides whether the line is a command.
func ParseLine(line string) (command, args string) {
	command, args, _ = strings.Cut(strings.TrimSpace(line), " ")
	if first, rest, ok := strings.Cut(command, "\n"); ok {
		command, args = first, rest+" "+args
	}
	command = strings.TrimPrefix(command, "/")
	command, _, _ = strings.Cut(command, "@")
	return strings.ToLower(command), strings.TrimSpace(args)
}

// Router finds commands by what people type.
type Router struct {
	commands []Command
	byName   map[string]int
}

// NewRouter returns a router over the table. It refuses a table in which two
// commands answer to one name.
func NewRouter(commands []Command) (*Router, error) {
	r := &Router{commands: commands, byName: map[string]int{}}
	for i, c := range commands {
		for _, name := range append([]string{c.Name}, c.Aliases...) {
			if j, taken := r.byName[name]; taken {
				return nil, fmt.Errorf("commands %q and %q both answer to %q", commands[j].Name, c.Name, name)
			}
			r.byName[name] = i
		}
	}
	return r, nil
}

// Find returns the command of a name or alias.
func (r *Router) Find(name string) (Command, bool) {
	i, ok := r.byName[name]
	if !ok {
		return Command{}, false
	}
	return r.commands[i], true
}

// Nearest returns the listed command that a mistyped name most likely means: at
// most one slip away, two for names of more than five letters that begin alike.
func (r *Router) Nearest(name string) (Command, bool) {
	best, at := 3, -1
	for i, c := range r.commands {
		if c.Section == "" {
			continue
		}
		for _, known := range append([]string{c.Name}, c.Aliases...) {
			if d := slips(name, known); d <= allowed(name, known) && d < best {
				best, at = d, i
			}
		}
	}
	if at < 0 {
		return Command{}, false
	}
	return r.commands[at], true
}

// Offered reports whether the command may be used in that kind of chat.
func (c Command) Offered(k Kind) bool {
	switch c.Where {
	case InDirect:
		return k == Direct
	case InGroups:
		return k != Direct
	default:
		return true
	}
}

func allowed(a, b string) int {
	if min(len(a), len(b)) <= 5 || a[0] != b[0] {
		return 1
	}
	return 2
}

// slips counts the letters left out, added, changed or swapped with a neighbour
// (Damerau's distance, adjacent transpositions only). Names longer than any
// command are as far away as can be.
func slips(a, b string) int {
	if len(a) > 32 || len(b) > 32 {
		return len(a) + len(b)
	}
	before, row, next := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		next[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			next[j] = min(row[j]+1, next[j-1]+1, row[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				next[j] = min(next[j], before[j-2]+1)
			}
		}
		before, row, next = row, next, before
	}
	return row[len(b)]
}
