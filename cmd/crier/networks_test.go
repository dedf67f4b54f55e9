package main

import (
	"testing"

	"crier/bot/lang"
	"crier/bot/web"
)

func TestEveryLanguageHasTheWordsOfTheWebPage(t *testing.T) {
	words, err := lang.New()
	if err != nil {
		t.Fatal(err)
	}
	for _, tag := range words.Languages() {
		var w web.Words
		if err := words.Fill(tag, "web", &w); err != nil {
			t.Fatal(err)
		}
		if _, err := web.New(web.Options{Store: noMailbox{}, Words: map[string]web.Words{tag: w}, Language: tag}); err != nil {
			t.Errorf("%s: %v", tag, err)
		}
	}
}

// noMailbox is a store that is never asked: making the page does no I/O.
type noMailbox struct{ web.Store }
