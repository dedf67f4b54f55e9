package extractive

import (
	"context"
	"slices"
	"testing"

	"crier/summarizer"
)

// take reads a text as Summarize does.
func take(t *testing.T, body, lang string) *document {
	t.Helper()
	d, err := New().read(context.Background(), summarizer.Text{Body: body, Language: lang})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func texts(d *document) []string {
	var out []string
	for i := range d.sentences {
		out = append(out, d.textOf(&d.sentences[i]))
	}
	return out
}

func TestSentences(t *testing.T) {
	for _, c := range []struct {
		name, lang, body string
		want             []string
	}{
		{"titles and initials", "en", "Mr. Hill met J. Smith of the U.S. Senate. They spoke.", []string{"Mr. Hill met J. Smith of the U.S. Senate.", "They spoke."}},
		{"initials at the end", "en", "She lives in the U.S. The visa is new.", []string{"She lives in the U.S.", "The visa is new."}},
		{"decimals and numbers", "en", "It rose 3.5 percent to No. 7 overall. Nobody knew.", []string{"It rose 3.5 percent to No. 7 overall.", "Nobody knew."}},
		{"a quotation stays whole", "en", `"It works. We won," said Ana Ruiz. Others left.`, []string{`"It works. We won," said Ana Ruiz.`, "Others left."}},
		{"a question inside a sentence", "en", `"Why?" he asked. Nobody spoke.`, []string{`"Why?" he asked.`, "Nobody spoke."}},
		{"a lost space", "en", "They went home.The next day came.", []string{"They went home.", "The next day came."}},
		{"not an address", "en", "See the pages of example.com today. Good.", []string{"See the pages of example.com today.", "Good."}},
		{"speech behind a dash", "nb", "De venter på snøen i fjellet. – Vi er klare, sier Ola Nes. 23-åringen smiler.", []string{"De venter på snøen i fjellet.", "– Vi er klare, sier Ola Nes.", "23-åringen smiler."}},
		{"a dash inside", "en", "The end of the war - as they saw it - came late.", []string{"The end of the war - as they saw it - came late."}},
		{"several initials", "en", "Justice K. V. Iyer spoke. Others left.", []string{"Justice K. V. Iyer spoke.", "Others left."}},
		{"German ordinals", "de", "Am 3. Mai kam Dr. Weber. Er blieb.", []string{"Am 3. Mai kam Dr. Weber.", "Er blieb."}},
		{"Chinese", "zh", "会议今天开始。代表们到了！谁会来？", []string{"会议今天开始。", "代表们到了！", "谁会来？"}},
		{"Hindi", "hi", "बैठक आज हुई। नेता आए।", []string{"बैठक आज हुई।", "नेता आए।"}},
		{"Urdu", "ur", "اجلاس آج ہوا۔ کیا وہ آئے؟ جی ہاں۔", []string{"اجلاس آج ہوا۔", "کیا وہ آئے؟", "جی ہاں۔"}},
	} {
		if got := texts(take(t, c.body, c.lang)); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q", c.name, got)
		}
	}
}

func TestThaiPhrasesMakeSentences(t *testing.T) {
	body := "คณะรัฐมนตรีอนุมัติงบประมาณสำหรับสร้างสะพานใหม่สามแห่งในภาคเหนือของประเทศเมื่อวันจันทร์ที่ผ่านมา ทั้งนี้ รัฐมนตรีว่าการกระทรวงคมนาคมกล่าวว่าการก่อสร้างจะเริ่มต้นในเดือนมกราคมปีหน้าและใช้เวลาสองปี"
	if got := len(take(t, body, "th").sentences); got != 2 {
		t.Errorf("%d sentences: %q", got, texts(take(t, body, "th")))
	}
}

func TestDatelinesAreNotProse(t *testing.T) {
	for _, c := range []struct{ body, want, agency string }{
		{"(CNN)Share it, she says.", "Share it, she says.", "CNN"},
		{"London (CNN) -- The bridge opened.", "The bridge opened.", "CNN"},
		{"PARIS, March 3 (Reuters) - The bridge opened.", "The bridge opened.", "Reuters"},
		{"WASHINGTON — The bridge opened.", "The bridge opened.", ""},
		{"12/28/2015 AT 04:50 PM EST The bridge opened.", "The bridge opened.", ""},
		{"新华社北京3月3日电 会议今天在北京开始。", "会议今天在北京开始。", "新华社"},
		{"(서울=연합뉴스) 김철수 기자 = 회의가 오늘 시작됐다.", "회의가 오늘 시작됐다.", "연합뉴스"},
		{"Obama - the president - spoke.", "Obama - the president - spoke.", ""},
		{"The company (NYSE: ABC) grew.", "The company (NYSE: ABC) grew.", ""},
	} {
		start, agency := peelDateline(c.body, spanOf(c.body), true)
		if got := c.body[start:]; got != c.want || agency != c.agency {
			t.Errorf("%q: %q by %q", c.body, got, agency)
		}
	}
}

func TestTagsAreSourcesNotProse(t *testing.T) {
	for _, c := range []struct{ body, want, tag string }{
		{"They agreed. — KCNA", "They agreed.", "KCNA"},
		{"They agreed. — Reporting by Maren Wire", "They agreed.", "Maren Wire"},
		{"They agreed. — White House NSC", "They agreed.", "White House NSC"},
		{"They agreed. (Reuters)", "They agreed.", "Reuters"},
		{"— EU officials", "", "EU officials"},
		{"They agreed - at last.", "They agreed - at last.", ""},
		{"They agreed (in 2024).", "They agreed (in 2024).", ""},
	} {
		end, tag := peelTag(c.body, spanOf(c.body))
		if got := c.body[:end]; got != c.want || tag != c.tag {
			t.Errorf("%q: %q, tag %q", c.body, got, tag)
		}
	}
}

func TestFurnitureIsLeftOut(t *testing.T) {
	prose := "The council approved the new bridge on Monday after long talks."
	for lang, lines := range map[string][]string{
		"en": {"Scroll down for video.", "Read more: the bridge in pictures.", "By Ana Ruiz.", "Next Article", "Sign up for our newsletter today!", "Grieving: Ana Ruiz with her brother.", "Ana Ruiz (left) at the bridge on Monday."},
		"fr": {"Lire aussi : le pont en images.", "Abonnez-vous à notre newsletter !"},
		"de": {"Lesen Sie auch: Die Brücke in Bildern.", "Jetzt anmelden und nichts verpassen!"},
		"es": {"Lea también: el puente en imágenes.", "Haz clic aquí para leer más."},
		"ru": {"Читайте также: мост в фотографиях.", "Подписывайтесь на наш канал!"},
		"tr": {"Haberin devamı için tıklayın.", "Abone ol ve takip edin!"},
		"bn": {"আরও পড়ুন: সেতুর ছবি।"},
		"hi": {"यह भी पढ़ें: पुल की तस्वीरें।"},
		"zh": {"责任编辑：王五。", "点击查看更多图片。"},
	} {
		for _, line := range lines {
			d := take(t, prose+"\n\n"+line, lang)
			for i := range d.sentences[1:] {
				if d.sentences[i+1].flaws&(isFurniture|isFragment) == 0 {
					t.Errorf("%s: %q is taken for prose", lang, d.textOf(&d.sentences[i+1]))
				}
			}
		}
	}
}

func TestProseThatLooksLikeFurnitureStays(t *testing.T) {
	for _, body := range []string{
		"The image of the harbour has changed since the bridge was opened in May.",
		"Many people follow the trial because the company once sold half of all radios.",
		"Advertising on the bridge will pay for a third of its cost, the council said.",
	} {
		if d := take(t, body, "en"); d.sentences[0].flaws&unfit != 0 {
			t.Errorf("%q has flaws %b", body, d.sentences[0].flaws)
		}
	}
}

func TestRepeatedLinesGo(t *testing.T) {
	d := take(t, "No time to read?\nGet a summary\n\nThe council approved the bridge on Monday.\n\nNo time to read?\nGet a summary", "en")
	if got := texts(d); len(got) != 1 {
		t.Errorf("%q", got)
	}
}

func TestFlaws(t *testing.T) {
	for _, c := range []struct {
		body string
		want flaw
	}{
		{`The minister said: "We will not go back to the old plan.`, isUnbalanced},
		{`"We will never go back to that plan again."`, isUnspoken},
		{`"We will never go back to that plan again," the minister said.`, 0},
		{"He said that the bridge would open in May.", isLeaning},
		{"However, he said that the bridge would open in May after all.", isLeaning},
		{"However, the minister said that the bridge would open in May.", 0},
		{"The players' union said that the old bridge would open in May.", 0},
		{"Could the bridge be opened in May after all?", isQuestion},
	} {
		d := take(t, c.body, "en")
		if got := d.sentences[0].flaws; got != c.want {
			t.Errorf("%q: flaws %b, want %b", c.body, got, c.want)
		}
	}
}

func TestTrimKeepsFacts(t *testing.T) {
	for _, c := range []struct{ body, want string }{
		{"Meanwhile, in Washington, the senators approved the bill on Monday evening.", "the senators approved the bill on Monday evening."},
		{"The envoys met in Oslo on Monday evening, signaling a new phase of trust.", "The envoys met in Oslo on Monday evening."},
		{"The blast hit the market on Monday evening, killing 12 people.", "The blast hit the market on Monday evening, killing 12 people."},
		{"The bank (founded in 1820 by two brothers from Turin) will close nine branches in May.", "The bank will close nine branches in May."},
		{"The World Health Organization (WHO) will send nine doctors in May.", "The World Health Organization (WHO) will send nine doctors in May."},
		{"The plan was dropped on Monday evening, underlining fears, the minister said.", "The plan was dropped on Monday evening, underlining fears, the minister said."},
	} {
		d := take(t, c.body, "en")
		if got := d.point(0).Text; got != c.want {
			t.Errorf("%q: %q", c.body, got)
		}
	}
}

func TestSources(t *testing.T) {
	for _, c := range []struct{ lang, body, want string }{
		{"en", "The dam will hold, according to the River Authority.", "River Authority"},
		{"en", `"The dam will hold," said Ana Ruiz, the chief engineer of the dam.`, "Ana Ruiz"},
		{"en", "Minister Ana Ruiz told reporters that the dam would hold.", "Minister Ana Ruiz"},
		{"en", "Ana Ruiz, the chief engineer, said the dam would hold.", "Ana Ruiz"},
		{"en", "Many police officers stayed in the United States last year.", ""},
		{"en", "The World Health Organization (WHO) met. The dam is safe, according to the World Health Organization.", "WHO"},
		{"de", "Der Damm wird halten, sagte Anna Weber am Montag.", "Anna Weber"},
		{"fr", "Selon la préfecture, le barrage tiendra tout l'hiver.", "préfecture"},
	} {
		d := take(t, c.body, c.lang)
		if got := d.sourceOf(len(d.sentences) - 1); got != c.want {
			t.Errorf("%q: %q, want %q", c.body, got, c.want)
		}
	}
}

func TestCutTitles(t *testing.T) {
	for title, cut := range map[string]bool{
		"": true, "for Cultural Diplomacy and Geopolitics": true, "The bridge that will…": true, "Home": true,
		"A new bridge for the": true, "Council approves new bridge": false, "iPhone sales fall in Europe": false,
		"example.org": true, "会议今天在北京开始": false,
	} {
		d := take(t, "The council approved the bridge on Monday.", "en")
		d.title, d.site = title, "example.org"
		if got := d.titleIsCut(); got != cut {
			t.Errorf("%q: cut %v", title, got)
		}
	}
}

func TestDetect(t *testing.T) {
	all, err := loadLanguages()
	if err != nil {
		t.Fatal(err)
	}
	for want, text := range map[string]string{
		"en": "The council has approved the new bridge, and it will be opened in May.",
		"fr": "Le conseil a approuvé le nouveau pont et il sera ouvert dans la ville en mai.",
		"de": "Der Rat hat die neue Brücke gebilligt und sie wird im Mai in der Stadt eröffnet.",
		"es": "El consejo ha aprobado el nuevo puente y se abrirá en mayo en la ciudad.",
		"it": "Il consiglio ha approvato il nuovo ponte e sarà aperto a maggio nella città.",
		"pt": "O conselho aprovou a nova ponte e ela será aberta em maio na cidade, mas não há data.",
		"nl": "De raad heeft de nieuwe brug goedgekeurd en die wordt in mei in de stad geopend.",
		"sv": "Rådet har godkänt den nya bron och den ska öppnas i maj för alla som bor i staden.",
		"ru": "Совет одобрил новый мост, и он будет открыт в мае, но это не все, что было сказано.",
		"ja": "市議会は新しい橋の建設を承認し、五月に開通する予定だと発表した。",
		"zh": "市议会批准了新桥的建设，预计将在五月开通。",
		"ko": "시의회가 새로운 다리 건설을 승인했으며 오월에 개통될 예정이다.",
		"th": "สภาเทศบาลอนุมัติการก่อสร้างสะพานใหม่และจะเปิดใช้ในเดือนพฤษภาคม",
		"hi": "परिषद ने नए पुल को मंजूरी दी है और यह मई में शहर के लोगों के लिए खुलेगा।",
	} {
		if got := all.detect(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
