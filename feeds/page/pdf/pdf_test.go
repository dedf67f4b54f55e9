package pdf_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"crier/feeds"
	"crier/feeds/page/pdf"
)

func sample(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// report is what people read in report.pdf and its encrypted copies: a page that a
// browser printed, in two columns under a headline.
const report = `The harbour of Vestnes handled 412 ships in the year, thirty-one fewer than in the year before, since the strike of the dockers kept many of them at anchor for up to nine days. The harbour master expects normal traffic again by the middle of December.

Containers fell by a fifth, while grain rose a little. “Nobody had expected that,” said the director, Kari Foss, whose office counts every crane movement. The new tide gate was closed twice for tests, each time for less than two hours.

For the coming year the board plans to raise the eastern quay by forty centimetres. The work costs nine million and is paid for by the fees of the ferries, which will rise in April for the first time since 2019.

The board met eleven times. Its members are elected by the town every fourth year, and none of them is paid for the work.`

func TestAPrintedPageIsReadAndSoAreItsEncryptedCopies(t *testing.T) {
	for _, name := range []string{"report.pdf", "rc4.pdf", "aes128.pdf", "empty-password.pdf"} {
		t.Run(name, func(t *testing.T) {
			doc, err := pdf.Read(context.Background(), sample(t, name))
			if err != nil {
				t.Fatal(err)
			}
			if doc.Title != "Annual report of the harbour" || doc.Pages != 1 {
				t.Errorf("%q, %d pages", doc.Title, doc.Pages)
			}
			if got := strings.Join(doc.Paragraphs, "\n\n"); got != report {
				t.Errorf("got\n%s", got)
			}
		})
	}
}

// TestAPaperIsReadByColumns reads two columns with broken words, ligatures, a
// running head, page numbers, a footnote and a list of literature: once with
// outlines in streams of objects, once with letters made of bitmaps.
func TestAPaperIsReadByColumns(t *testing.T) {
	for _, name := range []string{"paper.pdf", "bitmaps.pdf"} {
		t.Run(name, func(t *testing.T) {
			doc, err := pdf.Read(context.Background(), sample(t, name))
			if err != nil {
				t.Fatal(err)
			}
			text := strings.Join(doc.Paragraphs, "\n\n")
			if len(doc.Starts) != 2 || doc.Starts[0] != 0 || !strings.HasPrefix(text[min(doc.Starts[1], len(text)):], "Findings") {
				t.Errorf("its pages begin at %d", doc.Starts)
			}
			if doc.Title != "Cold Water in the Inner Basin of Vestnes" || doc.Pages != 2 {
				t.Errorf("%q, %d pages", doc.Title, doc.Pages)
			}
			for _, want := range []string{
				"The effect on the herring was sufficient to change where the fleet fishes.",
				"no instrument had been lowered into the inner basin before the gate was refitted.",
				"there turns colder two hours before the tide does, and they were right.",
				"with the exception of nine days in November, when a ship cut the cable and the office waited for a diver.\n\n",
				"The first difference was found at once: cold water flows in through the bottom of the gate",
				"A well-known objection says that the thermometers themselves disturb the flow.",
				"where the characterization of the sediment made a different anchoring unavoidable",
				"has agreed to report its catch every week.",
			} {
				if !strings.Contains(text, want) {
					t.Errorf("%q is missing", want)
				}
			}
			for _, furniture := range []string{"Journal of Small Harbours", "Vol", "told the office so", "Tides, 1999", "\n\n1\n\n", "ﬁ"} {
				if strings.Contains(text, furniture) {
					t.Errorf("%q is there", furniture)
				}
			}
			if t.Failed() {
				t.Log(text)
			}
		})
	}
}

// simple makes a file of objects, without a table of offsets: it is not needed.
func simple(objects ...string) string {
	return "%PDF-2.0\n" + strings.Join(objects, "\nendobj\n") + "\nendobj\ntrailer <</Root 1 0 R>>\n%%EOF"
}

const tree = `1 0 obj <</Type/Catalog/Pages 2 0 R>>
endobj
2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1/Resources<</Font<</F 5 0 R>>/XObject<</X 6 0 R>>>>>>
endobj
3 0 obj <</Type/Page/Parent 2 0 R/Contents 4 0 R>>`

func content(ops string) string {
	return "4 0 obj <</Length 0>> stream\n" + ops + "\nendstream"
}

const helvetica = "5 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"

func TestWhatFilesAreMadeOf(t *testing.T) {
	const words = "The council voted to repair the bridge"
	for name, c := range map[string]struct {
		file, want string
	}{
		"lines by leading":     {simple(tree, content("BT /F 11 Tf 14 TL 72 700 Td (The council voted) Tj T* (to repair the bridge) Tj ET"), helvetica), words},
		"kerned without space": {simple(tree, content("BT /F 11 Tf 72 700 Td [(The)-300(council)-290(v)40(oted)-310(to)-300(repair)-300(the)-300(bridge)] TJ ET"), helvetica), words},
		"a form":               {simple(tree, content("q /X Do Q"), helvetica, "6 0 obj <</Subtype/Form/BBox[0 0 1 1]>> stream\nBT /F 11 Tf 72 700 Td (The council voted to repair the bridge) Tj ET\nendstream"), words},
		"hexadecimal, octal":   {simple(tree, content(`BT /F 11 Tf 72 700 Td <54686520> Tj (\143ouncil \(voted\) to repair the bridge) Tj ET`), helvetica), "The council (voted) to repair the bridge"},
		"names of glyphs":      {simple(tree, content("BT /F 11 Tf 72 700 Td (The c\x01\x02\x03 voted to repair) Tj ET"), `5 0 obj <</Subtype/Type1/Encoding<</Differences[1/fi/eacute/uni0142]>>>>`), "The cfiéł voted to repair"},
		"codes of two bytes": {simple(tree, content("BT /F 11 Tf 72 700 Td <000100020003000400050001> Tj ET"),
			"5 0 obj <</Subtype/Type0/Encoding/Identity-H/ToUnicode 7 0 R/DescendantFonts[<</DW 600/W[1[500 500]3 5 700]>>]>>",
			"7 0 obj <<>> stream\n1 begincodespacerange <0000><FFFF> endcodespacerange 1 beginbfchar <0001> <004B006F006D006D0075006E0065> endbfchar 1 beginbfrange <0002><0005><0430> endbfrange\nendstream"), "KommuneабвгKommune"},
		"a picture between":    {simple(tree, content("BI /W 1 ID \x00(\xff Tj EI BT /F 11 Tf 72 700 Td (The council voted to repair the bridge) Tj ET"), helvetica), words},
		"furniture marked":     {simple(tree, content("/Artifact <</Type/Pagination>> BDC BT /F 11 Tf 72 760 Td (The Fjord Post) Tj ET EMC BT /F 11 Tf 72 700 Td (The council voted to repair the bridge) Tj ET"), helvetica), words},
		"a stamp on the edge":  {simple(tree, content("BT /F 20 Tf 0 1 -1 0 20 300 Tm (arXiv) Tj 1 0 0 1 72 700 Tm /F 11 Tf (The council voted to repair the bridge) Tj ET"), helvetica), words},
		"a page on its side":   {simple(strings.Replace(tree, "/Type/Page/", "/Type/Page/Rotate 90/", 1), content("BT 0 1 -1 0 300 72 Tm /F 11 Tf (The council voted to repair the bridge) Tj ET"), helvetica), words},
		"Hebrew as it is seen": {simple(tree, content("BT /F 11 Tf 72 700 Td <0102030405010203040501020304> Tj ET"), `5 0 obj <</Subtype/Type1/Encoding<</Differences[1/uni05DD/uni05D5/uni05DC/uni05E9/space]>>>>`), "שלום שלום שלום"},
		"letters unbalanced":   {simple(tree, content("Q Q BT /F 11 Tf 72 700 Td (The council voted to repair the bridge) Tj"), helvetica), words},
		"an update":            {simple(tree, content("BT /F 11 Tf 72 700 Td (An old text that is no more valid) Tj ET"), helvetica, content("BT /F 11 Tf 72 700 Td (The council voted to repair the bridge) Tj ET")), words},
		"a lost root":          {strings.Replace(simple(tree, content("BT /F 11 Tf 72 700 Td (The council voted to repair the bridge) Tj ET"), helvetica), "trailer <</Root 1 0 R>>", "", 1), words},
	} {
		t.Run(name, func(t *testing.T) {
			doc, err := pdf.Read(context.Background(), []byte(c.file))
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(doc.Paragraphs, "\n\n"); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestFilesThatCannotBeReadSayWhy(t *testing.T) {
	for name, c := range map[string]struct {
		body []byte
		want feeds.ProblemKind
	}{
		"a password is needed": {sample(t, "locked.pdf"), feeds.PDFLocked},
		"a scan":               {[]byte(simple(tree, content("q 612 0 0 792 0 0 cm /X Do Q"), "6 0 obj <</Subtype/Image/Filter/DCTDecode>> stream\n\xff\xd8\nendstream")), feeds.PDF},
		"nothing but a head":   {[]byte("%PDF-1.7\n%\xe2\xe3"), feeds.PDF},
		"no PDF file":          {[]byte("<html>"), feeds.PDF},
		"too many bytes":       {make([]byte, pdf.MaxBytes+1), feeds.TooLarge},
		"half a file":          {sample(t, "report.pdf")[:3000], feeds.PDF},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := pdf.Read(context.Background(), c.body)
			if got := feeds.KindOf(err); got != c.want {
				t.Errorf("got %q (%v), want %q", got, err, c.want)
			}
		})
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := pdf.Read(ctx, []byte("%PDF-1.4"+strings.Repeat("1 0 obj 1 ", 5000))); feeds.KindOf(err) != feeds.Cancelled {
		t.Errorf("cancelled: %v", err)
	}
}

func FuzzRead(f *testing.F) {
	for _, name := range []string{"report.pdf", "empty-password.pdf", "locked.pdf", "rc4.pdf"} {
		f.Add(sample(f, name))
	}
	f.Add([]byte(simple(tree, content("BT /F 11 Tf 72 700 Td [(The)-300(council)] TJ ET"), helvetica)))
	f.Fuzz(func(t *testing.T, body []byte) {
		doc, err := pdf.Read(context.Background(), body)
		if err != nil && feeds.KindOf(err) == "" {
			t.Errorf("an error without a kind: %v", err)
		}
		if err != nil && strings.Contains(err.Error(), "runtime error") {
			t.Errorf("a fault of our own: %v", err)
		}
		for _, p := range doc.Paragraphs {
			if strings.ToValidUTF8(p, "") != p {
				t.Errorf("%q is no text", p)
			}
		}
	})
}

// Operators without what they need do not keep the rest from being read.
func TestOperatorsThatLackWhatTheyNeed(t *testing.T) {
	doc, err := pdf.Read(t.Context(), []byte(simple(tree, content("BMC Do Tf cm TJ ' BT /F 11 Tf 72 700 Td (The council of the harbour voted.) Tj ET EMC"), helvetica)))
	if err != nil || len(doc.Paragraphs) != 1 || doc.Paragraphs[0] != "The council of the harbour voted." {
		t.Errorf("read %q, %v", doc.Paragraphs, err)
	}
}

// A paragraph that goes on over the page belongs to both: each byte to the page where
// it stands. The empty page between them counts.
func TestAPageBeginsInTheMiddleOfAParagraph(t *testing.T) {
	const shown = "BT /F 11 Tf 72 700 Td (%s) Tj ET"
	doc, err := pdf.Read(t.Context(), []byte(simple(strings.Replace(tree, "[3 0 R]/Count 1", "[3 0 R 7 0 R 8 0 R]/Count 3", 1),
		content(strings.Replace(shown, "%s", "The council of the harbour voted at last", 1)), helvetica,
		"7 0 obj <</Type/Page/Parent 2 0 R>>", "8 0 obj <</Type/Page/Parent 2 0 R/Contents 9 0 R>>",
		"9 0 obj <</Length 0>> stream\n"+strings.Replace(shown, "%s", "to repair the bridge before the winter.", 1)+"\nendstream")))
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Join(doc.Paragraphs, "\n\n")
	if second := strings.Index(text, "to repair"); len(doc.Paragraphs) != 1 || !slices.Equal(doc.Starts, []int{0, second, second}) {
		t.Errorf("%q has pages at %d", text, doc.Starts)
	}
}
