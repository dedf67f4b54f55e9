package topics

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"crier/feeds"
)

// TestOddQueries holds the language to what the package comment says, at its edges.
func TestOddQueries(t *testing.T) {
	english := feeds.Article{
		Language: "en-GB", URL: "https://www.news.example.org/a", Title: "O'Brien’s 1,000-page report isn’t final",
		Text: "The U.S. minister's office said rates rose to 3.25% — not 3%.\n\nCO2 e-mails reached café owners in Łódź and Køge. State-of-the-art foo_bar. and or not",
	}
	french := feeds.Article{Language: "fr", Title: "L'eau et l’électricité", Text: "Aujourd'hui, les œuvres d'art des musées nationaux coûtent cher."}
	german := feeds.Article{Language: "de", Title: "Straßenfest in Köln", Text: "Häuser und Gärten. Die Übermäßigen GROẞEN."}
	japanese := feeds.Article{Language: "ja", Title: "東京都の気候サミット", Text: "ドナルド・トランプ大統領はＡＩについて１２３人と話した。"}
	korean := feeds.Article{Language: "ko", Title: "정부는 발표했다", Text: "서울특별시에서 열린 회의"}
	chinese := feeds.Article{Language: "zh", Title: "北京大学发布报告", Text: "气候变化的影响，朝鲜首都平壤。"}
	taiwanese := feeds.Article{Language: "zh-TW", Title: "臺灣總統府發佈報告", Text: "頭髮與後宮，颱風著陸。"}
	thai := feeds.Article{Language: "th", Title: "รัฐบาลไทย", Text: "การเลือกตั้งทั่วไป"}
	turkish := feeds.Article{Language: "tr", Title: "İstanbul ve Isparta", Text: "Kitaplar ışık"}
	greek := feeds.Article{Language: "el", Title: "Ο ΔΡΟΜΟΣ", Text: "ο δρόμος της Αθήνας"}
	hebrew := feeds.Article{Language: "he", Title: "דובר צה\"ל: האימון הסתיים", Text: "שגריר ארה״ב נפגש עם יו”ר הכנסת. ג'ורג' אמר: \"שלום\"."}
	capitals := feeds.Article{Language: "en", Title: "WHO chief thanks U.S. for aid", Text: "They told us it is AI, not AIDS. The E.U. and U.K. agreed at 3 p.m. in C++ and F#, not in plan B."}
	plain := feeds.Article{Language: "en", Title: "Who told us?", Text: "It is the plan C of ai that un and eu aided, U.K.'s included; la ice. J.K. Rowling"}
	elections := feeds.Article{Language: "he", Title: "הכנסת ובחירות", Text: "ראש הממשלה אמר שהבחירות לא יידחו, ובצה\"ל מתכוננים. חירות, לבן, וודו"}
	arabic := feeds.Article{Language: "ar", Title: "الانتخابات في العراق", Text: "بدأت والحكومة بالمناخ، شركات بالسيارات"}
	numbers := feeds.Article{Language: "en", Title: "F-16 jets", Text: "GPT4 saw a 1 percent rise of COVID-19 at the G 7, said by iPhone 18."}
	for _, c := range []struct {
		a     feeds.Article
		query string
		want  bool
	}{
		{elections, "בחירות", true}, {elections, "הבחירות", true}, {elections, "title:בחירות", true}, {elections, "title:הבחירות", true}, {elections, "ממשלה", true}, {elections, "title:ממשלה", false},
		{elections, "כנסת", true}, {elections, `צה"ל`, true}, {elections, "צהל", true}, {elections, "בן", false}, {elections, "הודו", false}, {elections, "חירות", true}, {elections, "חירו", false}, {elections, "בחירות -ממשלה", false},
		{elections, `"הבחירות"`, false}, {elections, "תקציב OR כנסת", true}, {hebrew, "אימון", true}, {hebrew, "נסת", false},
		{arabic, "انتخابات", true}, {arabic, "الانتخابات", true}, {arabic, "انتخاب", true}, {arabic, "title:والانتخابات", true}, {arabic, "حكومة", true}, {arabic, "الحكومة", true}, {arabic, "المناخ", true}, {arabic, "مناخ", true}, {arabic, "رئيس", false}, {arabic, "شركة", true}, {arabic, "الشركات", true}, {arabic, "سيارات", true}, {arabic, "سيارة", true},
		{numbers, "F16", true}, {numbers, "F-16", true}, {numbers, "title:F16", true}, {numbers, "title:F-16", true}, {numbers, "GPT4", true}, {numbers, "GPT-4", true}, {numbers, `"GPT 4"`, false}, {numbers, "title:GPT4", false},
		{numbers, "covid19", true}, {numbers, "covid-19", true}, {numbers, "covid19 -F16", false}, {numbers, "A1", false}, {numbers, "a1 OR covid19", true}, {numbers, "covid-20", false}, {numbers, "G7", true}, {numbers, "iphone18", true}, {numbers, "iphone-1", false},
		{capitals, "WHO", true}, {capitals, "title:WHO", true}, {capitals, "who", true}, {capitals, "US", true}, {capitals, "title:US", true}, {capitals, "U.S.", true}, {capitals, `"US"`, true},
		{capitals, "IT", false}, {capitals, "it", true}, {capitals, "AI", true}, {capitals, "title:AI", false}, {capitals, "AIDS", true}, {capitals, "EU", true}, {capitals, "E.U.", true},
		{capitals, "UK", true}, {capitals, "uk", true}, {capitals, "PM", false}, {capitals, "C++", true}, {capitals, "c++", true}, {capitals, "F#", true}, {capitals, "C#", false}, {capitals, "B#", false},
		{capitals, "US -AI", false}, {capitals, "US -IT", true}, {capitals, "title:(WHO US -AI)", true}, {capitals, `"US for aid"`, true}, {capitals, "WHO OR IT", true},
		{plain, "WHO", false}, {plain, "who", true}, {plain, "US", false}, {plain, "us", true}, {plain, "U.S.", false}, {plain, "IT", false}, {plain, "AI", false}, {plain, "ai", true}, {plain, "AIDS", false}, {plain, "aids", true},
		{plain, "EU", false}, {plain, "UN", false}, {plain, "LA", false}, {plain, "ICE", false}, {plain, "UK", true}, {plain, "C++", false}, {plain, "C", true}, {plain, "plan -C++", true}, {plain, "jk rowling", true},
		{hebrew, `צה"ל`, true}, {hebrew, "צה״ל", true}, {hebrew, "צה”ל", true}, {hebrew, "צהל", true}, {hebrew, "צה", false}, {hebrew, `title:צה"ל`, true},
		{hebrew, `ארה"ב`, true}, {hebrew, `title:ארה"ב`, false}, {hebrew, `יו"ר`, true}, {hebrew, `יו"ר -צה"ל`, false}, {hebrew, `"דובר צה"ל"`, true}, {hebrew, `"צה"ל דובר"`, false},
		{hebrew, `צה"*`, false}, {hebrew, "צה*", true}, {hebrew, "ג׳ורג׳", true}, {hebrew, "ג'ורג'", true}, {hebrew, "שלום", true}, {hebrew, `"אמר שלום"`, true},
		{english, "minister −snow", true}, {english, "minister −office", false}, {english, "minister –office", false}, {english, "minister (–snow office)", true},
		{english, "lang:english minister", true}, {english, "lang:Englisch minister", true}, {english, "lang:eng minister", true}, {english, "lang:german minister", false},
		{german, "lang:deutsch strassenfest", true}, {german, "lang:de_AT strassenfest", true}, {french, "lang:français eau", true}, {french, "lang:Französisch eau", true}, {french, "lang:francais eau", true},
		{english, "title:/rep.rt/", true}, {english, "title:/minister/", false}, {english, "title:/^o.brien/", true}, {english, "title:/final$/", true}, {english, "title:/report$/", false},
		{english, "title:/office|brien/", true}, {english, "title:/office|minister/ office", false}, {english, "minister -title:/office/", true}, {english, "minister -title:/report/", false},
		{english, "o'brien", true}, {english, "O’Brien", true}, {english, "brien", true}, {english, "obrien", false},
		{english, "1,000", true}, {english, "1000", false}, {english, `"1,000 page report"`, true}, {english, "1,000-page", true},
		{english, "isn't", true}, {english, "isn", true}, {english, "minister", true}, {english, "ministers", true}, {english, "minister's", true},
		{english, "3.25", true}, {english, "3.25%", true}, {english, "325", false}, {english, "3", true},
		{english, "CO2", true}, {english, "co", false}, {english, "e-mail", false}, {english, "e-mails", true}, {english, "mail", true},
		{english, "cafe", true}, {english, "CAFÉ", true}, {english, "lodz", true}, {english, "koge", true}, {english, "KØGE", true},
		{english, "state-of-the-art", true}, {english, `"state of the art"`, true}, {english, `"state the"`, false},
		{english, "foo_bar", true}, {english, "foo", false}, {english, "and", true}, {english, "not", true},
		{english, "lang:en-US minister", true}, {english, "site:example.org minister", true}, {english, "site:NEWS.example.org minister", true},
		{english, "site:org minister", true}, {english, "site:ample.org minister", false}, {english, "site:https://www.example.org/x minister", true},
		{english, `title:"report isn't"`, true}, {english, `"final the"`, false}, {english, "title:rates", false}, {english, "-title:rates minister", true},
		{english, "minister -(office snow)", true}, {english, "minister -(office OR snow)", false}, {english, `minister NOT "office said"`, false},
		{english, "snow rain OR minister -hail", true}, {english, "snow (rain OR minister)", false}, {english, "((((minister))))", true},
		{english, "NOT NOT minister", false}, {english, "minister | snow", true}, {english, "minister,office", true},
		{english, "minist*", true}, {english, "title:repo*", true}, {english, `"off*"`, false}, {english, "TITLE:report", true},
		{english, `/u\.s\./`, true}, {english, `/^o.brien/`, true}, {english, `/final\n\nThe/`, true}, {english, "minister AND office", true},
		{english, `(/zzz/ OR /3\.25/) minister`, true}, {english, `minister -/3\.25/`, false},
		{french, "eau", true}, {french, "électricité", true}, {french, "electricite", true}, {french, "l'eau", true}, {french, "aujourd'hui", true},
		{french, "oeuvre", true}, {french, "musée", true}, {french, "national", true}, {french, "nationale", true}, {french, "art", true},
		{german, "strassenfest", true}, {german, "straße", false}, {german, "strasse*", true}, {german, "haus", true}, {german, "koeln", false}, {german, "koln", true}, {german, "grossen", true},
		{japanese, "東京", true}, {japanese, "京都", true}, {japanese, "京東", false}, {japanese, "トランプ", true}, {japanese, "ai", true}, {japanese, "123", true},
		{japanese, "気候*", true}, {japanese, `"大統領は"`, true}, {japanese, "title:大統領", false}, {japanese, "東京 大統領", true}, {japanese, "-東京 大統領", false},
		{japanese, "title：東京", true}, {japanese, "title：大統領", false}, {japanese, "（東京 OR 大阪） 大統領", true}, {japanese, "（東京 OR 大統領） 大阪", false},
		{japanese, "大統領、東京", true}, {japanese, "大統領，大阪", false}, {japanese, "大統領 －東京", false}, {japanese, "気候＊", true}, {japanese, "＂大統領 は＂", true}, {japanese, "大阪 ｜ 東京", true},
		{english, "title:(report final)", true}, {english, "title:(report minister)", false}, {english, "title:(minister OR report)", true}, {english, "title:(minister OR office)", false},
		{english, "title:(report -final)", false}, {english, "title:(report -minister)", true}, {english, "report -title:(minister OR final)", false}, {english, `title:("isn't final" repo*)`, true},
		{english, "title:(report (minister OR final)) office", true}, {english, "title:(report site:example.org)", true}, {english, "title:(report lang:de)", false},
		{english, "minister site:(bbc.com OR example.org)", true}, {english, "minister site:(bbc.com OR cnn.com)", false}, {english, "minister lang:(de OR en)", true}, {english, "minister lang:(de OR fr)", false},
		{japanese, "title：（気候 OR 大統領）", true}, {japanese, "title：（大統領）", false}, {english, "intitle:report", true}, {english, "intitle:minister", false},
		{english, "minister، office", true}, {english, "site:*.example.org minister", true}, {english, "site:news.example.org:8080 minister", true},
		{korean, "정부", true}, {korean, "서울", true}, {korean, "서울시", false}, {korean, "title:서울", false}, {korean, "회의", true},
		{chinese, "北京", true}, {chinese, "京大", true}, {chinese, "朝鲜 平壤", true}, {chinese, "变气", false}, {chinese, `"朝鲜首都"`, true},
		{taiwanese, "台湾", true}, {taiwanese, "台灣", true}, {taiwanese, "臺灣", true}, {taiwanese, "title:总统府", true}, {taiwanese, "title:台风", false}, {taiwanese, `"头发与后宫"`, true},
		{taiwanese, "着陆", true}, {taiwanese, "發布 -颱风", false}, {taiwanese, "台北", false}, {taiwanese, "/台湾/", false}, {taiwanese, "/臺灣/", true}, {chinese, "氣候變化", true}, {chinese, "title:北京大學", true}, {chinese, "朝鮮 平壤", true},
		{japanese, "东京", true}, {japanese, "東京", true}, {thai, "เลือกตั้ง", true}, {thai, "รัฐบาล", true}, {thai, "ตลาด", false},
		{turkish, "istanbul", true}, {turkish, "isparta", true}, {turkish, "ısparta", true}, {turkish, "kitap", true}, {turkish, "isik", true},
		{greek, "δρομος", true}, {greek, "ΔΡΌΜΟΣ", true}, {greek, "αθηνας", true},
	} {
		q, err := Parse(c.query)
		if err != nil {
			if c.want {
				t.Errorf("%s: %v", c.query, err)
			}
			continue
		}
		d := NewDoc(c.a)
		if got := q.Match(d); got != c.want {
			t.Errorf("%s (%s) matches: %v, want %v", c.query, c.a.Title, got, c.want)
		}
		if got := q.Judge().Match(c.a); got != c.want {
			t.Errorf("%s (%s) is judged: %v, want %v", c.query, c.a.Title, got, c.want)
		}
		x := NewIndex()
		x.Add(1, q)
		if got := len(x.Match(d)) == 1; got != q.Match(d) {
			t.Errorf("%s (%s): the index answers %v, the query %v", c.query, c.a.Title, got, !got)
		}
		if narrow, ok := q.InTitles(); ok {
			if _, err := Parse(narrow); err != nil {
				t.Errorf("%s narrowed to titles is %s: %v", c.query, narrow, err)
			}
		}
	}
}

// A judge answers as the query does, whatever articles came before.
func TestAJudgeAnswersAsTheQuery(t *testing.T) {
	s := newSampler(10, 2000)
	articles := s.articles(40, 150)
	docs := make([]Doc, len(articles))
	for i, a := range articles {
		docs[i] = NewDoc(a)
	}
	matches := 0
	for _, text := range s.queries(150, articles) {
		q, err := Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		j := q.Judge()
		for i, a := range articles {
			want := q.Match(docs[i])
			if got := j.Match(a); got != want {
				t.Fatalf("%s: the judge says %v of article %d (%s), the query %v", text, got, i, a.Language, want)
			}
			if want {
				matches++
			}
		}
	}
	if matches < 100 {
		t.Errorf("only %d matches: the sample says little", matches)
	}
}

// A Sayer that has met too many words begins anew, and says the same.
func TestASayerForgets(t *testing.T) {
	a := newSampler(11, 3000).articles(1, 150)[0]
	s := NewSayer()
	before := s.Said(a, Saying{})
	if s.known < knownWord*len(before.Text)/10 {
		t.Errorf("%d words are %d bytes", len(before.Text), s.known)
	}
	s.known += mostKnown
	if after := s.Said(a, Saying{}); !reflect.DeepEqual(before, after) || s.known > mostKnown {
		t.Errorf("with %d bytes known it says %+v, before %+v", s.known, after, before)
	}
}

// What needs rules out, the query must not match: searches trust it.
func TestNeedsSayNeverTooMuch(t *testing.T) {
	s := newSampler(9, 3000)
	articles := s.articles(60, 150)
	type said struct {
		doc             Doc
		title, words    []string
		has, hasInTitle map[string]bool
	}
	all := make([]said, len(articles))
	sayer := NewSayer()
	for i, a := range articles {
		w := sayer.Said(a, Saying{})
		if alone := NewSayer().Said(a, Saying{}); !reflect.DeepEqual(w, alone) {
			t.Errorf("among others an article says %+v, alone %+v", w, alone)
		}
		all[i] = said{NewDoc(a), w.Title, append(append(w.Title, "."), w.Text...), map[string]bool{}, map[string]bool{}}
		for _, t := range slices.Concat(w.Title, w.TitleForms) {
			all[i].has[t], all[i].hasInTitle[t] = true, true
		}
		for _, t := range slices.Concat(w.Text, w.TextForms, w.Origin) {
			all[i].has[t] = true
		}
	}
	for _, text := range s.queries(3000, articles) {
		q, err := Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		n, ok := q.Needs()
		for range 8 {
			a := all[s.IntN(len(all))]
			if ok && !fulfils(n, a.has, a.words, a.hasInTitle, a.title) && q.Match(a.doc) {
				t.Fatalf("%s matches an article that has not what it needs: %+v", text, n)
			}
		}
	}
}

func fulfils(n Needs, has map[string]bool, words []string, hasInTitle map[string]bool, title []string) bool {
	for _, one := range n.Any {
		if fulfils(one, has, words, hasInTitle, title) {
			return true
		}
	}
	if len(n.Any) > 0 {
		return false
	}
	for _, one := range n.All {
		if !fulfils(one, has, words, hasInTitle, title) {
			return false
		}
	}
	for _, one := range n.None {
		if fulfils(one, has, words, hasInTitle, title) {
			return false
		}
	}
	if len(n.All) > 0 {
		return true
	}
	switch {
	case n.Title:
		has, words = hasInTitle, title
	case n.Text:
		has, words = nil, words[len(title)+1:]
	}
	if len(n.Words) == 1 && has[n.Words[0]] {
		return true
	}
	for i := range words {
		if i+len(n.Words) <= len(words) && sideBySideAt(words[i:], n) {
			return true
		}
	}
	return false
}

func sideBySideAt(words []string, n Needs) bool {
	for i, w := range n.Words {
		if words[i] != w && (!n.Begins || !strings.HasPrefix(words[i], w)) {
			return false
		}
	}
	return true
}

func TestWordsAreFoldedAsTheirLettersAre(t *testing.T) {
	s := newSampler(11, 1)
	for range 50_000 {
		word := make([]rune, 1+s.IntN(5))
		for i := range word {
			if word[i] = rune(s.IntN(foldsEnd + 8)); s.IntN(4) == 0 {
				word[i] = []rune("ßéİıςй\u0301\u0327\u0483KΐŉA")[s.IntN(13)]
			}
		}
		if w := string(word); fold(w) != foldAny(w) {
			t.Fatalf("%q is folded to %q, want %q", w, fold(w), foldAny(w))
		}
	}
}

// A group under title: asks of the title what it asks of an article without the field.
func TestAGroupUnderTitleSeesTheTitleAlone(t *testing.T) {
	s := newSampler(17, 400)
	articles := s.articles(60, 120)
	heads, docs := make([]Doc, len(articles)), make([]Doc, len(articles))
	for i, a := range articles {
		docs[i], a.Text = NewDoc(a), ""
		heads[i] = NewDoc(a)
	}
	found := 0
	for _, text := range s.queries(2000, articles) {
		q, err := Parse(text)
		if err != nil || strings.Contains(text, "/") { // ends of lines are others
			continue
		}
		grouped, err := Parse("title:(" + text + ")")
		if err != nil {
			t.Fatalf("title:(%s): %v", text, err)
		}
		x := NewIndex()
		x.Add(1, grouped)
		for i := range docs {
			want := q.Match(heads[i])
			if got, index := grouped.Match(docs[i]), len(x.Match(docs[i])) == 1; got != want || index != want {
				t.Fatalf("title:(%s): the query says %v of article %d, the index %v, want %v", text, got, i, index, want)
			}
			if want {
				found++
			}
		}
	}
	if found < 500 {
		t.Errorf("only %d were found: the sample says little", found)
	}
}
