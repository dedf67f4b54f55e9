package extractive

import (
	"context"
	"strings"
	"testing"

	"crier/summarizer"
)

const transcript = `JUDY MARTIN: Good evening. The seven states that share the river missed another deadline today.

MARTIN: What happened in the talks?

CARLOS VEGA: The upper basin states said they would not accept mandatory cuts in dry years.

VEGA: The draft plan of the bureau would cut the share of Arizona by up to 40 percent.

MARTIN: Thank you for that report from the river tonight.`

func TestTranscriptsNameWhoSpeaks(t *testing.T) {
	d := take(t, transcript, "en")
	for i := range d.sentences {
		if text := d.textOf(&d.sentences[i]); strings.Contains(text, "VEGA") || strings.Contains(text, "MARTIN") {
			t.Errorf("%q keeps its label", text)
		}
	}
	want := map[string]string{"The seven": "Judy Martin", "What happ": "Judy Martin", "The upper": "Carlos Vega", "The draft": "Carlos Vega"}
	for i := range d.sentences {
		if name := want[d.textOf(&d.sentences[i])[:9]]; name != "" && d.sourceOf(i) != name {
			t.Errorf("%q: %q", d.textOf(&d.sentences[i]), d.sourceOf(i))
		}
	}
}

func TestListMarkersAreNotProse(t *testing.T) {
	d := take(t, "The cabinet confirmed the new rules on Friday evening.\n\n- Rents may rise by at most seven percent, the ministry said.\n- Petrol becomes five cents dearer in the new year.\n• Train tickets become six percent dearer in May.", "en")
	for i, s := range texts(d) {
		if strings.HasPrefix(s, "-") || strings.HasPrefix(s, "•") || d.sentences[i].flaws&unfit != 0 {
			t.Errorf("%q, flaws %b", s, d.sentences[i].flaws)
		}
	}
}

func TestADashOpensSpeechWhereTheLanguageHasItSo(t *testing.T) {
	d := take(t, "Stortinget vedtok tunnelen tirsdag kveld.\n\n– Vi er glade for dette vedtaket, sier statsråd Kari Nilsen.\n\n– Vi er svært skuffet over dette vedtaket.", "nb")
	if got := texts(d); !strings.HasPrefix(got[1], "–") || d.sentences[1].flaws&unfit != 0 {
		t.Errorf("%q, flaws %b", got, d.sentences[1].flaws)
	}
	if d.sentences[2].flaws&isUnspoken == 0 {
		t.Error("speech without a speaker is a point")
	}
}

func TestPlacesBeforeColonsAreDatelines(t *testing.T) {
	for _, c := range []struct{ lang, body, want string }{
		{"en", "NEW DELHI: The court refused to stay the new rules on Monday.", "The court refused"},
		{"hi", "नई दिल्ली: भारतीय रेलवे ने सोमवार को घोषणा की कि नई ट्रेन अप्रैल से हर दिन चलेगी और समय घट जाएगा।", "भारतीय रेलवे"},
		{"zh", "〔記者陳小華／台北報導〕台北市政府今天宣布，明年起全市公車將全面改用電動車。", "台北市政府"},
		{"en", "Tuesday, August 25, 2015, 12:41 AM A man was rescued from the river.", "A man was"},
		{"en", "Verdict of the day: the court refused to stay the rules.", "Verdict of"},
	} {
		if got := texts(take(t, c.body, c.lang))[0]; !strings.HasPrefix(got, c.want) {
			t.Errorf("%q", got)
		}
	}
}

func TestBracketsAreNoAgency(t *testing.T) {
	d := take(t, "Rovers beat Albion by three goals to two on Saturday.\n\nRovers (4-3-3): Grant; Steele, Obi, Novak, Page; Lee, Marsh, Aydin; Cole, Ryan, Dunne.", "en")
	if d.agency != "" {
		t.Errorf("%q", d.agency)
	}
}

func TestQuestionsAndTheirShortAnswersAreNoPoints(t *testing.T) {
	d := take(t, "Marine biologist Lena Okafor has counted seahorses off Faro for eleven years.\n\nWhat is driving the decline of the seahorse?\n\nMostly illegal fishing, because a dried one sells well.\n\nHow many are left in the lagoon today?\n\nLast summer we estimated 150,000 in the whole lagoon.", "en")
	for i, leans := range map[int]bool{0: false, 2: true, 4: false} {
		if got := d.sentences[i].flaws&isLeaning != 0; got != leans {
			t.Errorf("%q leans: %v", d.textOf(&d.sentences[i]), got)
		}
	}
	if d.sentences[1].flaws&unfit == 0 {
		t.Error("a question is a point")
	}
}

func TestVerbsWithoutASubjectLean(t *testing.T) {
	for lang, body := range map[string]string{
		"pl": "Dodała, że przepisy wejdą w życie na początku stycznia.",
		"es": "Añadió que las obras del puente empezarán en mayo.",
	} {
		if d := take(t, body, lang); d.sentences[0].flaws&isLeaning == 0 {
			t.Errorf("%q stands alone", body)
		}
	}
	if d := take(t, "This week the old bridge at Callow came down.", "en"); d.sentences[0].flaws&isLeaning != 0 {
		t.Error("this week leans on a sentence before")
	}
}

func TestNoPointIsLongerThanAPlainReaderCounts(t *testing.T) {
	long := "The report " + strings.Repeat("of the dam — and the river — ", 6) + "was read in the council on Monday."
	if d := take(t, long, "en"); len(strings.Fields(long)) <= mostWords || d.sentences[0].flaws&isOverlong == 0 {
		t.Errorf("%d words, flaws %b", len(strings.Fields(long)), d.sentences[0].flaws)
	}
}

func TestTrimmingOutsideEnglish(t *testing.T) {
	for _, c := range []struct{ lang, body, want string }{
		{"es", "Sin embargo, los vecinos celebraron la decisión que pedían desde 2019.", "los vecinos celebraron la decisión que pedían desde 2019."},
		{"fr", "Par ailleurs, la ville a annoncé lundi l'achat de quarante bus.", "la ville a annoncé lundi l'achat de quarante bus."},
		{"ru", "Кроме того, город закупит ещё двадцать вагонов в будущем году.", "город закупит ещё двадцать вагонов в будущем году."},
		{"pt", "No entanto, o sindicato dos médicos criticou a falta de concursos.", "o sindicato dos médicos criticou a falta de concursos."},
		{"tr", "Öte yandan, çevre örgütleri hattın deltaya zarar verebileceğini belirtti.", "çevre örgütleri hattın deltaya zarar verebileceğini belirtti."},
		{"ar", "من جهة أخرى، حذر خبراء من أن أسعار التذاكر قد تكون عبئا.", "حذر خبراء من أن أسعار التذاكر قد تكون عبئا."},
		{"zh", "此外，国家电网已安排四千名抢修人员值班，确保居民供暖不受影响。", "国家电网已安排四千名抢修人员值班，确保居民供暖不受影响。"},
		{"de", "Unterdessen plant der Senat zwei neue Brücken über den Hafen.", "Unterdessen plant der Senat zwei neue Brücken über den Hafen."},
	} {
		if got := take(t, c.body, c.lang).point(0).Text; got != c.want {
			t.Errorf("%s: %q", c.lang, got)
		}
	}
}

func TestShortSummariesSayEnough(t *testing.T) {
	s, err := New().Summarize(context.Background(), summarizer.Text{Body: article(400), Language: "en"}, summarizer.Options{})
	if err != nil || s.WordsOut < 3*fewestPerPoint {
		t.Errorf("%d words, %v", s.WordsOut, err)
	}
}

func FuzzSources(f *testing.F) {
	f.Add("Ana Ruiz (x), the y, said z. According to a b of C.", "en")
	f.Add("「あ」と述べた。市によると、", "ja")
	f.Add("A: b\n\nB: c\n\nC D: e", "")
	f.Add("وقال وزير ne dedi 'in göre", "tr")
	z := New()
	f.Fuzz(func(t *testing.T, body, lang string) {
		body = strings.ToValidUTF8(body, "?")
		d, err := z.read(context.Background(), summarizer.Text{Body: body, Language: lang})
		if err != nil {
			t.Fatal(err)
		}
		for i := range d.sentences {
			if source := d.sourceOf(i); len(source) > 4*longestLabel || strings.Contains(source, "\n") {
				t.Fatalf("source %q", source)
			}
		}
	})
}
