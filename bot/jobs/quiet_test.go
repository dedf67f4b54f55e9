package jobs

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
)

func TestQuietPassesWarningsAlone(t *testing.T) {
	var out bytes.Buffer
	log := Quiet(slog.New(slog.NewTextHandler(&out, nil))).With("a", 1).WithGroup("g")
	log.Info("chatter")
	log.Warn("trouble", "b", 2)
	if s := out.String(); strings.Contains(s, "chatter") || !strings.Contains(s, "trouble") || !strings.Contains(s, "a=1") || !strings.Contains(s, "g.b=2") {
		t.Errorf("logged %q, want the warning alone, with its attributes", s)
	}
}
