package main

import (
	"errors"

	"crier/bot"
	"crier/bot/card"
	"crier/bot/lang"
	"crier/bot/library"
	"crier/feeds"
	"crier/summarizer"
)

// inWords turns a failure of reading into the sentence that people get in a chat;
// any other error stays as it is.
func inWords(err error) error {
	words, failed := lang.New()
	if failed != nil {
		return errors.Join(err, failed)
	}
	problem, ok := errors.AsType[*feeds.Problem](err)
	switch {
	case ok:
	case errors.Is(err, summarizer.ErrTooShort):
		problem = &feeds.Problem{Kind: feeds.TooShort}
	case errors.Is(err, summarizer.ErrNoArticle):
		problem = &feeds.Problem{Kind: feeds.NoArticle}
	default:
		return err
	}
	r := card.Problem(words.Printer(lang.Default), problem, "")
	if len(r.Text) == 0 {
		return err
	}
	said := r.Text[0]
	for _, l := range problem.Links {
		said += "\n  " + l.Title + "\n  " + feeds.Shown(l.URL)
	}
	return errors.New(said)
}

// terminalCard is the card of an article as a chat would show it.
func terminalCard(a feeds.Article, sum summarizer.Summary, p *lang.Printer) bot.Reply {
	size := summarizer.Medium
	if len(sum.Points) > 3 {
		size = summarizer.Long
	}
	return card.Summary(p, card.Card{Item: library.Item{Article: a}, Summary: sum, Size: size})
}
