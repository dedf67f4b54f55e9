package feeds_test

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"

	"crier/feeds"
)

func TestUTF8SurvivesASlipAndOtherCharsetsAreNotTakenForIt(t *testing.T) {
	in := func(e encoding.Encoding, text string) string {
		s, err := e.NewEncoder().String(text)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	const russian = "Городской совет решил отремонтировать старый мост до зимы."
	for text, want := range map[string]bool{
		"":                      true,
		"plain":                 true,
		"Größe – „Maß“":         true,
		"Größe – „Maß“ gek\xc3": true,
		strings.Repeat("é", 20) + "\xff\xfe\xe9": true,
		"caf\xe9":                       false,
		"ASCII for long, then one \xe9": false,
		in(charmap.Windows1252, "Größe – „Maß“"):                 false,
		in(charmap.Windows1251, russian):                         false,
		in(charmap.KOI8R, russian):                               false,
		in(charmap.ISO8859_7, "Το δημοτικό συμβούλιο αποφάσισε"): false,
		in(japanese.ShiftJIS, "市議会は火曜日、古い橋を冬の前に修理することを決めた。"):     false,
		in(japanese.EUCJP, "市議会は火曜日、古い橋を冬の前に修理することを決めた。"):        false,
		in(korean.EUCKR, "시의회는 겨울 전에 낡은 다리를 수리하기로 했다."):          false,
		in(simplifiedchinese.GBK, "市议会星期二决定在冬天之前修理河上的旧桥。"):       false,
		in(traditionalchinese.Big5, "市議會星期二決定在冬天之前修理河上的舊橋。"):     false,
	} {
		if got := feeds.MostlyUTF8([]byte(text)); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}
