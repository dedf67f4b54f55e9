package feeds

import (
	"context"
	"io"
)

// Outline is a feed in an OPML file, http://opml.org/spec2.opml.
type Outline struct {
	URL    string `json:"url"` // absolute
	Title  string `json:"title,omitempty"`
	Site   string `json:"site,omitempty"`
	Folder string `json:"folder,omitempty"` // the names of the outlines around it, joined by " / "
}

// OPML is what a file of feeds says.
type OPML struct {
	Title   string
	Feeds   []Outline  // each address once, in the file's order
	Skipped []*Problem // of kind BadAddress: outlines whose address is none
}

// Outliner reads and writes files of feeds.
type Outliner interface {
	// ReadOPML reads a file whole or not at all. Errors are *Problem values:
	// TooLarge, NotFeed for something else than OPML, BrokenFeed for one that cannot
	// be read to its end, EmptyFeed for one without feeds.
	ReadOPML(text []byte) (OPML, error)

	// FetchOPML reads the file at an address; errors as of ReadOPML and of fetching.
	FetchOPML(ctx context.Context, url string) (OPML, error)

	// WriteOPML writes a list of feeds as OPML 2.0.
	WriteOPML(w io.Writer, title string, list []Outline) error
}
