package page

import (
	"regexp"
	"strings"

	"crier/feeds"
)

// prose gives the paragraphs of an article without the furniture of its page.
func prose(blocks []block, article feeds.Article) []string {
	var out []string
	said := map[string]bool{} // long lines: engines and pages repeat whole paragraphs
	headline := false         // the line before announced a neighbour: its headline follows
	for _, b := range blocks {
		var lines []string
		for line := range strings.SplitSeq(b.text, "\n") {
			rest, label := neighbourLabel(line)
			switch {
			case label && rest == "":
				headline = true
				continue
			case label && words(rest) <= longestHeadline:
				headline = false
				continue
			case headline && isHeadline(line):
				headline = false
				continue
			case isWidget(line), isTitle(line, article, len(out) == 0), said[line]:
				continue
			}
			headline = false
			said[line] = len(line) >= repeats
			lines = append(lines, line)
		}
		if len(lines) > 0 {
			out = append(out, strings.Join(lines, "\n"))
		}
	}
	return out
}

// repeats is how many bytes a line has at least that is not said twice.
const repeats = 80

// longestHeadline is how many words a neighbour's headline has at most.
const longestHeadline = 25

// isHeadline says whether a line after a neighbour's label is its headline and not
// the article going on.
func isHeadline(line string) bool {
	return words(line) <= longestHeadline && !strings.HasSuffix(line, ".")
}

// isTitle says whether an opening line only repeats the title.
func isTitle(line string, article feeds.Article, opening bool) bool {
	return opening && article.Title != "" && strings.EqualFold(line, article.Title)
}

// widgets are whole lines that tools of the page put between paragraphs. Each
// pattern must match the line from its first to its last letter.
var widgets = regexp.MustCompile(`(?i)^\W*(?:` + strings.Join([]string{
	`no time to read\W*(?:get a summary)?`,
	`get (?:a|the|an ai) summary`,
	`(?:advertisement|advertising|sponsored(?: content)?|promoted(?: content)?|anzeige|werbung|publicit[ée]|publicidad|pubblicit[àa]|publicidade|annonse|reklame|reklam|реклама)`,
	`(?:article continues|story continues|continue reading)(?: (?:after|below)(?: (?:the |this )?(?:advertisement|ad))?)?`,
	`(?:share|tweet|pin|print|e-?mail|copy link|bookmark|whatsapp|telegram|facebook|twitter|linkedin|reddit|pinterest|flipboard|x)(?:\W+(?:share|tweet|pin|print|e-?mail|copy link|bookmark|whatsapp|telegram|facebook|twitter|linkedin|reddit|pinterest|flipboard|x|this))*`,
	`share (?:this|the|on|via|with)(?: (?:article|story|post|page|news))?(?: (?:on|via|with|to))?(?: \w+){0,4}`,
	`(?:click|tap) to (?:share|print|e-?mail)[^.]{0,60}`,
	`(?:sign up|subscribe|register) (?:for|to) (?:our|the|my)(?: [\w'’-]+){0,5} (?:newsletters?|mailing list|updates?|alerts?|channel)(?: (?:here|today|now|below))?`,
	`(?:get|receive) (?:our|the|all the|more)(?: [\w'’-]+){0,6} (?:in|to|into) your inbox[^.]{0,40}`,
	`no spam\W+unsubscribe (?:at )?any ?time(?:\W+(?:you (?:like|want)|i promise|ever))?`,
	`(?:follow|like|join) us (?:on|at)(?: [\w,&]+){1,8}`,
	`already (?:a |an )?(?:subscriber|subscribed|member|registered)\W*(?:(?:log|sign) ?in(?: here)?)?`,
	`(?:read|see|view) (?:more|all|next|also)`,
	`(?:related|recommended|more|trending|popular|latest)(?: (?:articles?|stories|posts?|news|topics?|content|reading|coverage|videos?))`,
	`(?:you (?:may|might) also like|more from .{1,40}|don['’]t miss|most (?:read|popular))`,
	`(?:leave a (?:comment|reply)|post a comment|add comment|no comments(?: yet)?|\d+ comments?|view comments|show comments)`,
	`(?:skip to (?:main )?content|back to top|go to top|table of contents|show more|load more|see more)`,
	`(?:artikel teilen|teilen|partager|compartir|condividi|compartilhar|del|поделиться|paylaş|分享|シェア|공유|مشاركة|شارک کریں|শেয়ার করুন|शेयर करें)`,
	`(?:lire aussi|à lire aussi|lea también|leia também|leggi anche|lesen sie auch|les også|читайте также|ayrıca okuyun|आगे पढ़ें|یہ بھی پڑھیں|আরও পড়ুন|اقرأ أيضا|延伸阅读|相关阅读|関連記事)`,
}, "|") + `)\W*$`)

// sold are whole lines that stand where the free part of a sold article ends.
var sold = regexp.MustCompile(`(?i)^\W*(?:` + strings.Join([]string{
	`(?:please )?(?:subscribe|sign up|register)(?: now| today)? to (?:read|continue|keep|unlock|finish|access)\b[^.]{0,60}`,
	`(?:to (?:continue|keep) reading|continue reading (?:with|for)|keep reading (?:with|for)|unlock (?:this|the full) (?:article|story))\b[^.]{0,80}`,
	`(?:this|the) (?:article|story|content|post) is (?:only |exclusively )?(?:for|available to|reserved for) (?:our )?(?:paid |paying )?(?:subscribers|members)(?: only)?`,
	`(?:nur für abonnenten|exklusiv für abonnenten|weiterlesen mit .{1,40}|jetzt weiterlesen|diesen artikel weiterlesen.{0,40})`,
	`(?:(?:article|contenu) réservé (?:à nos|aux) abonnés|la suite est réservée aux abonnés|il (?:vous )?reste .{1,30} de cet article à lire.{0,60})`,
	`(?:contenido exclusivo para suscriptores|contenuto riservato agli abbonati|conteúdo exclusivo para assinantes|kun for abonnenter)`,
}, "|") + `)\W*$`)

// soldAreLess is how many words the free part of a sold article has at most.
const soldAreLess = 250

func isWidget(line string) bool {
	return len(line) <= 160 && (widgets.MatchString(line) || sold.MatchString(line))
}
