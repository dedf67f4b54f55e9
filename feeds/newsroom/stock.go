package newsroom

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

//go:embed stock/*.txt sites.json words.json pages samples
var files embed.FS

// site is one of the newspapers.
type site struct{ Name, Language, Motto string }

// story is an article in stock.
type story struct {
	slug, site, topic, language, kind, author, title string
	paragraphs                                       []string
}

// words are a language's words around the articles, by name.
type words map[string]string

// topics are the sections, in the order of the menus.
func topics() []string { return []string{"climate", "science", "city", "economy"} }

func loadStock() ([]story, error) {
	names, err := fs.Glob(files, "stock/*.txt")
	if err != nil {
		return nil, err
	}
	all := make([]story, 0, len(names))
	for _, name := range names {
		text, err := files.ReadFile(name)
		if err != nil {
			return nil, err
		}
		s, err := parseStory(string(text))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		_, s.slug, _ = strings.Cut(strings.TrimSuffix(path.Base(name), ".txt"), "-")
		all = append(all, s)
	}
	return all, nil
}

// parseStory reads "name: value" lines up to the empty line, then paragraphs.
func parseStory(text string) (story, error) {
	head, body, ok := strings.Cut(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n")
	if !ok {
		return story{}, fmt.Errorf("no empty line between head and text")
	}
	var s story
	fields := map[string]*string{
		"site": &s.site, "topic": &s.topic, "language": &s.language,
		"kind": &s.kind, "author": &s.author, "title": &s.title,
	}
	for line := range strings.SplitSeq(head, "\n") {
		name, value, _ := strings.Cut(line, ":")
		field := fields[name]
		if field == nil {
			return story{}, fmt.Errorf("there is no field %q", name)
		}
		*field = strings.TrimSpace(value)
	}
	for p := range strings.SplitSeq(body, "\n\n") {
		if p = strings.Join(strings.Fields(p), " "); p != "" {
			s.paragraphs = append(s.paragraphs, p)
		}
	}
	if s.title == "" || s.site == "" || s.topic == "" || s.language == "" || len(s.paragraphs) == 0 {
		return story{}, fmt.Errorf("title, site, topic, language or text is missing")
	}
	return s, nil
}

// load reads one of the embedded JSON files.
func load[T any](name string) (T, error) {
	var v T
	text, err := files.ReadFile(name)
	if err != nil {
		return v, err
	}
	if err := json.Unmarshal(text, &v); err != nil {
		return v, fmt.Errorf("%s: %w", name, err)
	}
	return v, nil
}
