package main

import (
	"context"
	"fmt"
	"io"
	"runtime/debug"
)

// version prints what this binary is.
type version struct{}

// Run implements the subcommand.
func (version) Run(_ context.Context, stdout io.Writer) error {
	_, err := fmt.Fprintln(stdout, "calmcalf", programVersion())
	return err
}

// programVersion is the version that the build noted: a tag, or the commit.
func programVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "(unknown)"
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		return v
	}
	for _, setting := range info.Settings {
		if setting.Key == "vcs.revision" {
			return setting.Value[:min(12, len(setting.Value))]
		}
	}
	return "(devel)"
}
