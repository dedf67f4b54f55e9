package main

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"strings"
	"testing"
)

// allowed are the arrows of the house: which of our rooms a room may look into. A
// room that is not listed may look into nothing of ours. A trailing "/…" stands for
// all rooms below.
var allowed = map[string][]string{
	"bot":        {},
	"feeds":      {},
	"summarizer": {},

	"feeds/…":      {"feeds"},
	"summarizer/…": {"summarizer"},

	"bot/telegram": {"bot"},
	"bot/discord":  {"bot"},
	"bot/web":      {"bot"},
	"bot/outbox":   {"bot"},
	"bot/lang":     {"bot", "feeds", "summarizer"},
	"bot/topics":   {"bot", "feeds", "summarizer"},
	"bot/library":  {"bot", "feeds", "summarizer"},
	"bot/story":    {"bot", "feeds", "summarizer"},
	"bot/card":     {"bot", "feeds", "summarizer", "bot/lang", "bot/library", "bot/topics"},
	"bot/commands": {"bot", "feeds", "summarizer", "bot/lang", "bot/library", "bot/topics", "bot/card"},
	"bot/announce": {"bot", "feeds", "summarizer", "bot/lang", "bot/library", "bot/topics", "bot/card", "bot/story"},
	"bot/jobs":     {"bot", "feeds", "summarizer"},
	"bot/store": {"bot", "feeds", "summarizer", "bot/library", "bot/topics", "bot/announce", "bot/commands", "bot/outbox",
		"bot/jobs", "bot/web"},
	"bot/bottest":   {"bot", "feeds", "summarizer", "bot/store", "bot/library", "bot/topics", "bot/announce", "bot/commands", "bot/outbox", "bot/jobs", "bot/web"},
	"bot/bottest/…": {"bot", "bot/bottest"},
}

type listedPackage struct {
	ImportPath string
	Imports    []string
}

func listPackages(t *testing.T) []listedPackage {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Imports", "crier/...")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []listedPackage
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listedPackage
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

func TestNoArrowGoesUp(t *testing.T) {
	packages := listPackages(t)
	if len(packages) < 10 {
		t.Fatalf("go list found only %d packages", len(packages))
	}
	for _, p := range packages {
		room := strings.TrimPrefix(p.ImportPath, "crier/")
		if room == "cmd/crier" {
			continue
		}
		for _, imported := range p.Imports {
			target, ours := strings.CutPrefix(imported, "crier/")
			if ours && !mayImport(room, target) {
				t.Errorf("%s looks into %s: that arrow is not in the house's plan", room, target)
			}
		}
	}
}

func mayImport(room, target string) bool {
	if strings.HasPrefix(target, room+"/") || family(room) != "" && family(room) == family(target) {
		return true // a room's own inner rooms
	}
	targets, ok := allowed[room]
	if !ok {
		for pattern, ts := range allowed {
			if base, deep := strings.CutSuffix(pattern, "/…"); deep && strings.HasPrefix(room, base+"/") {
				targets = ts
			}
		}
	}
	for _, t := range targets {
		if t == target {
			return true
		}
	}
	return false
}

// family is the two-part room that an inner room belongs to: summarizer/extractive
// for summarizer/extractive/languages.
func family(room string) string {
	parts := strings.Split(room, "/")
	if len(parts) < 2 || parts[0] == "bot" {
		return ""
	}
	return parts[0] + "/" + parts[1]
}
