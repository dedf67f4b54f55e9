package train

import (
	"bufio"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"os"
	"path/filepath"
	"strings"
)

// Article is an article with reference summaries, one JSON value a line in a file.
type Article struct {
	ID    string   `json:"id"`
	Lang  string   `json:"lang"`
	Title string   `json:"title"`
	Text  string   `json:"text"`
	Refs  []string `json:"refs"`
	set   string   // the file that it comes from
}

// longestLine bounds a line of a data file, in bytes.
const longestLine = 16 << 20

// Load reads all *.jsonl files of a folder, by name.
func Load(dir string) ([]Article, error) {
	names, err := filepath.Glob(filepath.Join(dir, "*.jsonl"))
	if err != nil {
		return nil, fmt.Errorf("listing %s: %w", dir, err)
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("%s holds no .jsonl files", dir)
	}
	var all []Article
	for _, name := range names {
		if all, err = loadFile(all, name); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func loadFile(into []Article, name string) (_ []Article, err error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("opening the articles: %w", err)
	}
	defer func() {
		if e := f.Close(); err == nil && e != nil {
			err = fmt.Errorf("closing the articles: %w", e)
		}
	}()
	set, _, _ := strings.Cut(filepath.Base(name), ".")
	in := bufio.NewScanner(f)
	in.Buffer(make([]byte, 0, 64<<10), longestLine)
	for n := 1; in.Scan(); n++ {
		a := Article{set: set}
		if err := json.Unmarshal(in.Bytes(), &a); err != nil {
			return nil, fmt.Errorf("%s, line %d: %w", name, n, err)
		}
		if len(a.Refs) == 0 {
			return nil, fmt.Errorf("%s, line %d: no reference summaries", name, n)
		}
		into = append(into, a)
	}
	if err := in.Err(); err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, err)
	}
	return into, nil
}

// fold puts an article into one of n folds. It looks at the beginning of the text's
// letters only, so that copies of an article in several sets share a fold.
func (a *Article) fold(n int) int {
	const letters = 60
	h := fnv.New32a()
	count := 0
	for _, c := range []byte(strings.ToLower(strings.TrimPrefix(a.Text, "(CNN)"))) {
		if c >= 'a' && c <= 'z' || c >= 0x80 {
			_, _ = h.Write([]byte{c}) // a hash never fails
			if count++; count == letters {
				break
			}
		}
	}
	return int(h.Sum32() % uint32(n))
}
