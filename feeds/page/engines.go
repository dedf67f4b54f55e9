package page

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"codeberg.org/readeck/go-readability/v2"
	"github.com/markusmobius/go-trafilatura"
	"golang.org/x/net/html"
)

// reading is what an engine found on a page.
type reading struct {
	blocks []block
	title  string
	author string
	site   string
	image  string
	date   time.Time

	language string // of its text, as the engine sees it
}

var errNothing = errors.New("no engine found an article")

// read lets the engines read and chooses. Whole is the page's visible text.
func (d *document) read(ctx context.Context, whole string) (reading, error) {
	var first, second reading
	if !d.isLarge() {
		first = guarded(d.byTrafilatura)
		first.blocks = newRestorer(whole).restore(first.blocks)
		if err := ctx.Err(); err != nil {
			return reading{}, err
		}
	}
	second = guarded(d.byReadability)
	if err := ctx.Err(); err != nil {
		return reading{}, err
	}
	best := d.rescued(choose(first, second))
	if len(best.blocks) == 0 {
		return best, errNothing
	}
	return best, nil
}

// isLarge says whether the page is too much for what is not linear in it.
func (d *document) isLarge() bool { return d.elements > fullElements || d.siblings > fullSiblings }

// rescued takes the text of the page's JSON-LD where hardly any was found in its
// elements; not of an article that the page sells, for that text is not shown.
func (d *document) rescued(found reading) reading {
	body, _ := d.articleLD()["articleBody"].(string)
	if len(found.blocks) == 1 && strings.Contains(spaceless(body), spaceless(found.blocks[0].text)) {
		found.blocks = nil // go-trafilatura has come to its own rescue, in one line and whether sold or not
	}
	if n := weighProse(found.blocks).words; n >= wallsAreLess || words(body) < 3*n+longBlock || !d.free() {
		return found
	}
	found.blocks = blocksOfLD(body)
	return found
}

// blocksOfLD reads a text that may be plain or HTML.
func blocksOfLD(body string) []block {
	if strings.Contains(body, "</") && weigh(body) == nil {
		if root, err := html.Parse(strings.NewReader(body)); err == nil {
			return blocksOf(root, unseen)
		}
	}
	var out []block
	for line := range strings.Lines(body) {
		if line = squeeze(line); line != "" {
			out = append(out, block{text: line, tag: "p"})
		}
	}
	return out
}

// guarded runs an engine; one that panics on foreign bytes has found nothing.
func guarded(engine func() (reading, error)) (r reading) {
	defer func() {
		if recover() != nil {
			r = reading{}
		}
	}()
	r, err := engine()
	if err != nil {
		return reading{}
	}
	return r
}

func (d *document) byTrafilatura() (reading, error) {
	found, err := trafilatura.ExtractDocument(d.root, trafilatura.Options{
		OriginalURL:     d.where,
		ExcludeComments: true,
		HtmlDateMode:    trafilatura.Disabled,
	})
	if err != nil {
		return reading{}, fmt.Errorf("read by trafilatura: %w", err)
	}
	m := found.Metadata
	return reading{
		blocks: blocksOf(found.ContentNode, nothing),
		title:  squeeze(m.Title), author: squeeze(m.Author), site: squeeze(m.Sitename), image: m.Image, date: m.Date, language: m.Language,
	}, nil
}

func (d *document) byReadability() (reading, error) {
	parser := readability.NewParser()
	found, err := parser.ParseAndMutate(d.root, d.where)
	if err != nil || found.Node == nil {
		return reading{}, errors.Join(errNothing, err)
	}
	published, _ := found.PublishedTime()
	return reading{
		blocks: blocksOf(found.Node, unseen),
		title:  squeeze(found.Title()), author: squeeze(found.Byline()), site: squeeze(found.SiteName()), image: found.ImageURL(), date: published,
	}, nil
}

// nothing skips no element.
func nothing(*html.Node) bool { return false }
