package main

import (
	"context"

	"crier/summarizer/extractive/train"
)

type trainCommand struct {
	Data  string `required:"" type:"existingdir" help:"Folder of JSONL files: {id,lang,title,text,refs} a line." placeholder:"DIR"`
	Folds int    `default:"5" help:"Folds of the cross-validation." placeholder:"N"`
}

// Run trains the ranker on the folder's articles and prints what it is worth.
func (c trainCommand) Run(ctx context.Context, s streams) error {
	return train.Run(ctx, s.out, train.Options{Data: c.Data, Folds: c.Folds})
}
