package lang

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// speakers are the packages that take words from here.
func speakers() []string {
	return []string{".", "../card", "../commands", "../announce", "../outbox", "../../cmd/crier"}
}

// sections are those that a network asks for as a whole, or by a name of its own.
func sections() []string { return []string{"web.", "telegram."} }

// usage is what the code asks for: whole keys and the beginnings of made-up ones,
// and with which placeholders.
type usage struct {
	literals map[string]bool   // every string that looks like a key
	prefixes map[string]bool   // "problem." + kind
	calls    map[string]string // first argument of Text, Count, …: where it stands
	pairs    map[string][]string
}

var keyLike = regexp.MustCompile(`^[a-z_]+\.[a-z_0-9-]*$`)

func readUsage(t *testing.T) usage {
	t.Helper()
	u := usage{map[string]bool{}, map[string]bool{}, map[string]string{}, map[string][]string{}}
	for _, dir := range speakers() {
		names, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil || len(names) == 0 {
			t.Fatalf("no code in %s: %v", dir, err)
		}
		for _, name := range names {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			fset := token.NewFileSet()
			f, err := parser.ParseFile(fset, name, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(f, func(n ast.Node) bool { u.look(fset, n); return true })
		}
	}
	return u
}

func (u usage) look(fset *token.FileSet, n ast.Node) {
	switch n := n.(type) {
	case *ast.BasicLit:
		if s, ok := text(n); ok && keyLike.MatchString(s) {
			u.literals[s] = true
			if strings.HasSuffix(s, ".") || strings.HasSuffix(s, "_") || s == "month.m" {
				u.prefixes[s] = true
			}
		}
	case *ast.CallExpr:
		name := ""
		switch f := n.Fun.(type) {
		case *ast.SelectorExpr:
			name = f.Sel.Name
		case *ast.Ident:
			name = f.Name
		}
		first, skip := 0, 1
		switch name {
		case "Text", "text", "advise", "button":
		case "Count":
			skip = 2
		case "busy":
			first = 1
		default:
			return
		}
		if len(n.Args) <= first {
			return
		}
		key, ok := text(n.Args[first])
		if !ok || !strings.Contains(key, ".") {
			return
		}
		u.calls[key] = fset.Position(n.Pos()).String()
		if name == "button" || name == "busy" {
			return
		}
		given := []string{}
		for i := skip; i < len(n.Args); i += 2 {
			if s, ok := text(n.Args[i]); ok {
				given = append(given, s)
			}
		}
		if name == "Count" {
			given = append(given, "N")
		}
		u.pairs[key] = given
	}
}

func text(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(lit.Value)
	return s, err == nil
}

func TestEveryKeyThatIsUsedExistsAndNoneIsUnused(t *testing.T) {
	u := readUsage(t)
	english := messages(t, Default)
	if len(u.calls) < 100 {
		t.Fatalf("only %d uses were found: the search is broken", len(u.calls))
	}
	for key, where := range u.calls {
		if english[key] == nil {
			t.Errorf("%s: there is no message %q", where, key)
		}
	}
	for key := range english {
		base, _, _ := strings.Cut(key, "_on_") // words for one network
		used := u.literals[key] || u.literals[base] || slices.ContainsFunc(sections(), func(s string) bool { return strings.HasPrefix(key, s) })
		for prefix := range u.prefixes {
			used = used || strings.HasPrefix(key, prefix)
		}
		if !used {
			t.Errorf("the message %q is not used", key)
		}
	}
}

var named = regexp.MustCompile(`\{\{\.(\w+)\}\}`)

func TestEveryPlaceholderIsGivenAValue(t *testing.T) {
	for key, given := range readUsage(t).pairs {
		for _, words := range messages(t, Default)[key] {
			for _, m := range named.FindAllStringSubmatch(words, -1) {
				if !slices.Contains(given, m[1]) {
					t.Errorf("%s shows {{.%s}}, and the code gives %q", key, m[1], given)
				}
			}
		}
	}
}

// constants gives the values of a type's constants as the source declares them.
func constants(t *testing.T, file, kind string) []string {
	t.Helper()
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, m := range regexp.MustCompile(`\s`+kind+`\s+= "(\w+)"`).FindAllStringSubmatch(string(src), -1) {
		out = append(out, m[1])
	}
	if len(out) == 0 {
		t.Fatalf("no %s in %s", kind, file)
	}
	return out
}

func TestThereAreWordsForEveryKind(t *testing.T) {
	english := messages(t, Default)
	for prefix, names := range map[string][]string{
		"problem.": constants(t, "../../feeds/problem.go", "ProblemKind"),
		"query.":   constants(t, "../topics/mistake.go", "Hint"),
		"section.": constants(t, "../command.go", "Section"),
		"how.":     constants(t, "../follow.go", "How"),
	} {
		for _, name := range names {
			if english[prefix+name] == nil {
				t.Errorf("there are no words for %s%s", prefix, name)
			}
		}
		for key := range english {
			if name, ok := strings.CutPrefix(key, prefix); ok && !slices.Contains(names, name) {
				t.Errorf("%s is about nothing that exists", key)
			}
		}
	}
	problems := constants(t, "../../feeds/problem.go", "ProblemKind")
	for key := range english {
		if name, ok := strings.CutPrefix(key, "feed_problem."); ok && !slices.Contains(problems, name) {
			t.Errorf("%s is about nothing that exists", key)
		}
	}
	for _, kind := range constants(t, "../../feeds/article.go", "ArticleKind") {
		if kind != "news" && english["kind."+kind] == nil {
			t.Errorf("there is no label for articles of kind %s", kind)
		}
	}
}
