package train

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func near(t *testing.T, name string, got, want, within float64) {
	t.Helper()
	if math.Abs(got-want) > within {
		t.Errorf("%s: %.5f, want %.5f", name, got, want)
	}
}

// The figures are those of Google's own tests for these texts.
func TestRougeAgreesWithTheReferenceImplementation(t *testing.T) {
	r := newRouge()
	one := func(lines ...string) *text { return r.text(lines, "en") }
	a, b := one("testing one two"), one("testing")
	near(t, "R1", overlap(a.one, b.one), 0.5, 1e-9)
	ref := one("w1 w2 w3 w4 w5")
	near(t, "Lsum", lsum(ref, one("w1 w2 w6 w7 w8", "w1 w3 w8 w9 w5")), 0.5333, 5e-5)
	target := "ZfbCUIUuePaiLVUlCaUXxkpu XPeWing tUHfPMuZ',-Xd Y BrUgVJing M-HV.-DgdDaY.rFDJCRing Ht-LM EKBDXkME,yz'RBr q'wtion wIojNbN wL,b .a-'XdQggyFl jB-RPP'iyOIcUxer tKM L"
	guess := "rFDJCRtion Ht-LM EKtDXkME,yz'RBr q'wer wrojNbN wL,b .a-'XdQggyFl jB-RPP'iyOIcUxi"
	x, y := one(target), one(guess)
	near(t, "R1 stemmed", overlap(x.one, y.one), 0.51163, 5.1e-6)
	near(t, "R2 stemmed", overlap(x.two, y.two), 0.39024, 5.1e-6)
}

func TestRougeTakesTheBestReference(t *testing.T) {
	r := newRouge()
	refs := []*text{r.reference("nothing alike", "en"), r.reference("the cat sat\non the mat", "en")}
	if s := best(refs, r.text([]string{"the cat sat", "on the mat"}, "en")); s != (Score{1, 1, 1}) {
		t.Errorf("%v", s)
	}
}

func TestRougeCountsWordsOfOtherScripts(t *testing.T) {
	r := newRouge()
	for lang, c := range map[string]struct {
		text string
		n    int
	}{"bn": {"সেতুর কাজ শুরু", 3}, "zh": {"会议开始", 4}, "fr": {"l'été à Paris", 4}, "en": {"it's 3.5", 4}} {
		if got := len(r.words(c.text, lang)); got != c.n {
			t.Errorf("%s: %d words", lang, got)
		}
	}
}

func TestPorter(t *testing.T) {
	p := newPorter()
	for w, want := range map[string]string{
		"caresses": "caress", "ponies": "poni", "ties": "tie", "agreed": "agre", "plastered": "plaster", "motoring": "motor",
		"hopping": "hop", "falling": "fall", "filing": "file", "happy": "happi", "relational": "relat", "rationally": "ration",
		"vietnamization": "vietnam", "hopefulness": "hope", "electrical": "electr", "adoption": "adopt", "probate": "probat",
		"controll": "control", "news": "news", "dying": "die", "geology": "geolog", "spied": "spi", "died": "die",
	} {
		if got := p.stem(w); got != want {
			t.Errorf("%s: %s, want %s", w, got, want)
		}
	}
}

func TestLeadSplitsPlainly(t *testing.T) {
	for body, want := range map[string][]string{
		"One two. Three! Four? Five.":  {"One two.", "Three!", "Four?"},
		`He said "no." Then left. End`: {`He said "no.`, "Then left.", "End"},
		"By A. Smith went.\n\nNext":    {"By A. Smith went.", "Next"},
		"一。二！三？四":                      {"一。", "二！", "三？"},
		"no stop":                      {"no stop"},
	} {
		if got := lead(body, 3); !slices.Equal(got, want) {
			t.Errorf("%q: %q", body, got)
		}
	}
}

func TestOracleTakesWhatTheReferenceSays(t *testing.T) {
	r := newRouge()
	refs := []*text{r.reference("the bridge opens in may\nit costs nine million", "en")}
	cands := []string{"Nobody came.", "The bridge opens in May.", "It costs nine million.", "The bridge opens in May."}
	got := oracle(r, refs, cands, []bool{true, true, true, false}, "en", 3)
	if !slices.Equal(got, []bool{false, true, true, false}) {
		t.Errorf("%v", got)
	}
}

func TestBoostingLearns(t *testing.T) {
	var rows []example
	for i := range 2000 {
		e := example{features: []float32{float32(i % 10), float32(i % 7)}, article: i}
		if i%10 > 6 {
			e.member, e.utility = 1, 1
		}
		rows = append(rows, e)
	}
	for _, target := range []target{membership, utility} {
		trees := boost(rows, target)
		var high, low float64
		for _, tr := range trees {
			high += float64(leaf(tr.Feature[:], tr.Limit[:], tr.Value[:], []float32{8, 3}))
			low += float64(leaf(tr.Feature[:], tr.Limit[:], tr.Value[:], []float32{2, 3}))
		}
		if high < low+0.5 {
			t.Errorf("target %d: %f is hardly over %f", target, high, low)
		}
	}
}

func leaf(feature []int8, limit, value, v []float32) float32 {
	n := 0
	for n < len(feature) {
		next := 2*n + 1
		if v[feature[n]] > limit[n] {
			next++
		}
		n = next
	}
	return value[n]
}

func TestCuesAreLearnedFromOtherArticles(t *testing.T) {
	var rows []example
	for i := range 400 {
		e := example{features: make([]float32, 1), stems: []string{"dull"}, article: i}
		if i%2 == 0 {
			e.stems, e.member = []string{"announc", "announc"}, 1
		}
		rows = append(rows, e)
	}
	cues := cuesOf(rows, func(int) bool { return true })
	if cues["announc"] <= 0 || cues["dull"] >= 0 {
		t.Errorf("%v", cues)
	}
	setCues(rows, 0)
	if rows[0].features[0] <= 0 || rows[1].features[0] >= 0 {
		t.Errorf("%v %v", rows[0].features, rows[1].features)
	}
}

func TestBootstrapIntervalHoldsTheMean(t *testing.T) {
	var values []float64
	for i := range 200 {
		values = append(values, float64(i%10))
	}
	b := bootstrap(values)
	near(t, "mean", b.mean, 4.5, 1e-9)
	if b.low >= b.mean || b.high <= b.mean || b.high-b.low > 1.2 || b != bootstrap(values) {
		t.Errorf("%+v", b)
	}
}

func TestCopiesShareAFold(t *testing.T) {
	text := strings.Repeat("The council of Norden approved a bridge. ", 4)
	a, b := Article{Text: "(CNN)" + text}, Article{Text: strings.ToLower(text)}
	if a.fold(5) != b.fold(5) {
		t.Error("copies are in two folds")
	}
}

// write makes a data folder of small articles.
func write(t *testing.T, lang string, n int) string {
	t.Helper()
	dir := t.TempDir()
	var b bytes.Buffer
	for i := range n {
		var body strings.Builder
		for s := range 9 {
			fmt.Fprintf(&body, "The council of town %d discussed item %d of its long list on day %d. ", i, s*i%11, s)
		}
		line, err := json.Marshal(Article{ID: fmt.Sprint(i), Lang: lang, Text: body.String(), Refs: []string{fmt.Sprintf("The council of town %d discussed item 0.", i)}})
		if err != nil {
			t.Fatal(err)
		}
		b.Write(append(line, '\n'))
	}
	if err := os.WriteFile(filepath.Join(dir, "towns.dev.jsonl"), b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestTrainingIsReproducibleToTheByte(t *testing.T) {
	dir := write(t, "en", 40)
	var files [2][]byte
	for i := range files {
		out := filepath.Join(t.TempDir(), "weights.go")
		var log bytes.Buffer
		if err := Run(context.Background(), &log, Options{Data: dir, Folds: 2, Out: out, Date: "2026-01-02"}); err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(out)
		if err != nil {
			t.Fatal(err)
		}
		files[i] = data
		if !strings.Contains(log.String(), "towns") || !strings.Contains(log.String(), "English") {
			t.Errorf("%s", log.String())
		}
	}
	if !bytes.Equal(files[0], files[1]) {
		t.Error("two runs, two files")
	}
	if !bytes.Contains(files[0], []byte("towns 40")) || !bytes.Contains(files[0], []byte("Date: 2026-01-02")) {
		t.Errorf("%.300s", files[0])
	}
}

func TestBadDataIsNamed(t *testing.T) {
	dir := t.TempDir()
	if err := Run(context.Background(), &bytes.Buffer{}, Options{Data: dir}); err == nil || !strings.Contains(err.Error(), "no .jsonl") {
		t.Errorf("%v", err)
	}
	if err := os.WriteFile(filepath.Join(dir, "a.jsonl"), []byte("{\"id\":\"1\",\"text\":\"x\",\"refs\":[\"y\"]}\n{\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Run(context.Background(), &bytes.Buffer{}, Options{Data: dir}); err == nil || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("%v", err)
	}
}
