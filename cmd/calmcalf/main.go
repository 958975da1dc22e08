// Command calmcalf is a Telegram bot for people whose calves cramp at night:
// the bot itself, and the same bot to try in a browser without a token.
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

// commands are the subcommands; each has a file of its own.
type commands struct {
	Serve   serve     `cmd:"" help:"Run the bot."`
	Try     try       `cmd:"" help:"Try the bot in a browser: no token, no network."`
	Check   check     `cmd:"" help:"Check the settings, the token, the store and the clock."`
	Backup  backupNow `cmd:"" help:"Make a backup now."`
	Restore restore   `cmd:"" help:"Put a backup in the place of the store."`
	Version version   `cmd:"" help:"Print the version."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// run is main without the process: it gives the exit status, 2 for a mistake in
// the settings or the command line and 1 for everything else that went wrong.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	status := -1
	parser, err := kong.New(&commands{},
		kong.Name("calmcalf"),
		kong.Description("A companion for people whose calves cramp at night."),
		kong.Writers(stdout, stderr),
		kong.Exit(func(code int) { status = code }),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.BindTo(stdout, (*io.Writer)(nil)),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
	)
	if err != nil {
		panic(err) // the table of commands is wrong
	}
	parsed, err := parser.Parse(args)
	if status >= 0 {
		return status // --help has been printed
	}
	if err == nil {
		if err = parsed.Run(); err == nil {
			return 0
		}
	}
	fmt.Fprintf(stderr, "calmcalf: %s\n", withoutTokens(err.Error()))
	var wrong *kong.ParseError
	if errors.As(err, &wrong) || errors.Is(err, errSetting) {
		return 2
	}
	return 1
}
