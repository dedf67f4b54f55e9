package main

import (
	"context"

	"crier/summarizer/extractive/train"
)

type trainCommand struct {
	Data  string `required:"" type:"existingdir" help:"Folder of JSONL files: {id,lang,title,text,refs} a line." placeholder:"DIR"`
	Folds int    `default:"5" help:"Folds of the cross-validation; 1: none." placeholder:"N"`
	Out   string `type:"path" help:"Go file to write the weights to: summarizer/extractive/weights.go." placeholder:"FILE"`
	Date  string `help:"Date to write beside the weights, YYYY-MM-DD." placeholder:"DATE"`
}

// Run trains the ranker on the folder's articles and prints what it is worth.
func (c trainCommand) Run(ctx context.Context, s streams) error {
	return train.Run(ctx, s.out, train.Options{Data: c.Data, Folds: c.Folds, Out: c.Out, Date: c.Date})
}
