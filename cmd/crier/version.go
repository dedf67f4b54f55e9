package main

import (
	"fmt"
	"runtime/debug"
)

// version is the release; builds from a checkout add the commit.
const version = "0.1.0"

type versionCommand struct{}

// Run prints the version, the commit and the Go that built it.
func (versionCommand) Run(s streams) error {
	_, err := fmt.Fprintln(s.out, "crier", fullVersion())
	return err
}

func fullVersion() string {
	v := version
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return v
	}
	for _, setting := range info.Settings {
		if setting.Key == "vcs.revision" && len(setting.Value) >= 12 {
			v += "+" + setting.Value[:12]
		}
	}
	return v + " (" + info.GoVersion + ")"
}
