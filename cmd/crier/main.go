// Command crier is a chat bot that delivers article summaries.
//
// Decisions that bind this room:
//
//   - It alone knows all the others: it makes them, ties them together and holds
//     the list of networks. Adding a network is a folder and a line in networks.go.
//   - main only calls run, which takes everything from outside as an argument, so
//     that tests run the whole program in their own process.
//   - Settings are read once, here, and handed on as values: no other room looks at
//     the environment.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

func main() {
	if os.Getenv("GOGC") == "" && os.Getenv("GOMEMLIMIT") == "" {
		tuneCollector()
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Getenv, os.Stdin, os.Stdout, os.Stderr)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "crier:", err)
		os.Exit(1)
	}
}

// streams are where a subcommand reads and writes.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// program is the command line. `crier` alone is `crier run`.
type program struct {
	Config configFile `help:"File with settings, one NAME=value a line." placeholder:"FILE"`

	Run       runCommand       `cmd:"" default:"withargs" help:"Run the bot (the default)."`
	Demo      demoCommand      `cmd:"" help:"Run with the built-in newsroom publishing every few seconds."`
	Summarize summarizeCommand `cmd:"" help:"Summarize an article and print its points."`
	Extract   extractCommand   `cmd:"" help:"Print the article that a page holds."`
	Match     matchCommand     `cmd:"" help:"Print which topic queries an article matches."`
	Feed      feedCommand      `cmd:"" help:"Show what a feed would give."`
	Import    importCommand    `cmd:"" help:"Import the feeds of an OPML file."`
	Export    exportCommand    `cmd:"" help:"Write feeds as OPML, or all that is kept about a chat."`
	Check     checkCommand     `cmd:"" help:"Look at settings, data and networks, and say what is wrong."`
	Train     trainCommand     `cmd:"" help:"Train the ranker of the summarizer and print its figures."`
	Version   versionCommand   `cmd:"" help:"Print the version."`
}

// exited carries the exit status out of kong, which wants to end the process when
// it has printed the help.
type exited int

// run is the whole program. It returns when the subcommand is done or ctx ends,
// which for a server is no error.
func run(ctx context.Context, args []string, getenv func(string) string, stdin io.Reader, stdout, stderr io.Writer) (err error) {
	defer func() {
		if code, ok := recover().(exited); ok && code != 0 {
			err = errors.New("see crier --help")
		}
	}()
	var p program
	source := newSource(getenv)
	parser, err := kong.New(&p,
		kong.Name("crier"),
		kong.Description("No time to read? Get a summary.\n\nEvery setting is a flag and an environment variable; a secret may also be read from the file that NAME_FILE names."),
		kong.Writers(stdout, stderr),
		kong.Exit(func(code int) { panic(exited(code)) }),
		kong.Help(helpWithNames),
		kong.Resolvers(source),
		kong.Bind(source),
	)
	if err != nil {
		return fmt.Errorf("building the command line: %w", err)
	}
	parsed, err := parser.Parse(args)
	if err != nil {
		return fmt.Errorf("%w; crier --help lists the commands", err)
	}
	parsed.BindTo(ctx, (*context.Context)(nil))
	parsed.Bind(streams{stdin, stdout, stderr})
	return parsed.Run()
}
