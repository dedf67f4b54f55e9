package page

import (
	"regexp"
	"strings"

	"crier/feeds"
)

// Sizes below which a page is suspected of being something else than an article.
const (
	leastWords   = 12  // of prose, for anything at all
	wallsAreLess = 120 // words: more prose than this is no wall, whatever it speaks of

	scriptedWords = 30 // of prose, on a page that scripts fill
)

// Words of walls. They count only where little prose came out.
var (
	robotWords = regexp.MustCompile(`(?i)just a moment\b|checking (?:if the site connection is secure|your browser)|attention required|verify(?:ing)? (?:that )?you(?:'re| are) (?:a )?human|are you a (?:robot|human)|not a robot|prove (?:that )?you(?:'re| are) (?:a )?human|unusual (?:traffic|activity)|enable javascript and cookies|pardon our interruption|press (?:&|and) hold|ddos protection|access (?:to this page has been )?denied|request (?:was )?blocked|complete the (?:captcha|security check)|security check to access|bist du ein mensch|je ne suis pas un robot|no soy un robot|Подтвердите, что вы не робот|人机验证|安全验证`)
	robotMarks = regexp.MustCompile(`(?i)challenges\.cloudflare\.com|/cdn-cgi/challenge-platform|_incapsula_resource|px-captcha|captcha-delivery\.com|geo\.captcha|hcaptcha\.com/1/api|awswafcaptcha|_cf_chl_opt`)
	consent    = regexp.MustCompile(`(?i)\bcookies?\b|\bconsent\b|\bgdpr\b|before you continue|partners? (?:store|use)|personali[sz]ed ads|datenschutz|einwilligung|zustimm(?:en|ung)|\btracking\b|werbetracking|pur-abo|vos données|nos partenaires|accepter|consentement|aceptar|consentimiento|accetta|consenso|samtycke|samtykke|informasjonskapsler|файлы cookie|çerez|接受|同意`)
	loginWords = regexp.MustCompile(`(?i)(?:log|sign)[ -]?in to (?:continue|read|view|access|see)|please (?:log|sign) ?in|(?:log|sign) in or (?:register|sign up|subscribe|create)|create (?:a free |an )?account to|subscribe (?:now )?to (?:continue|read|keep reading|unlock)|(?:for|to) subscribers only|subscribers? only|already a (?:subscriber|member)|this (?:content|article) is (?:only )?(?:for|available to) (?:subscribers|members)|forgot (?:your )?password|nur für abonnenten|jetzt anmelden|réservée? aux abonnés|connectez-vous pour|solo para suscriptores|inicia sesión para|contenuto riservato|accedi per|kun for abonnenter|logg inn for|только для подписчиков|войдите, чтобы|请登录`)
	lostWords  = regexp.MustCompile(`(?i)^\W*(?:error )?404\b|\b404\W*$|page (?:was |is )?not (?:be )?found|not found\W*$|(?:page|article|story|content|post) (?:you (?:requested|are looking for|were looking for) )?(?:does ?n[o'’]t exist|no longer (?:exists|available)|could ?n[o'’]t be found|cannot be found|can['’]t be found|has been (?:removed|deleted))|(?:ca|could)n['’]t find (?:the|that|this) page|nothing (?:was|could be) found (?:at|for) this|seite (?:wurde )?nicht gefunden|page (?:introuvable|non trouvée)|página no encontrada|pagina non trovata|página não encontrada|siden (?:finnes ikke|ble ikke funnet)|sidan (?:kunde inte hittas|finns inte)|страница не найдена|sayfa bulunamadı|ページが見つかりません|页面不存在|找不到页面`)
)

// verdict says what the page is if it is no article that can be read.
func (d *document) verdict(paragraphs []string, whole string) feeds.ProblemKind {
	text := strings.Join(distinct(paragraphs), "\n")
	n := words(text)
	head := d.title + "\n" + strings.Join(d.h1, "\n")
	if n < wallsAreLess || words(whole) < 2*wallsAreLess {
		if kind := d.wall(head, text, whole, n); kind != "" {
			return kind
		}
	}
	switch {
	case n == 0:
		return feeds.NoArticle
	case n < leastWords:
		return feeds.TooShort
	}
	return ""
}

// distinct gives each line once: what is said again and again is no text.
func distinct(paragraphs []string) []string {
	seen := map[string]bool{}
	var out []string
	for _, p := range paragraphs {
		for line := range strings.SplitSeq(p, "\n") {
			if !seen[line] {
				seen[line] = true
				out = append(out, line)
			}
		}
	}
	return out
}

func (d *document) wall(head, text, whole string, n int) feeds.ProblemKind {
	little := whole[:min(len(whole), 4000)]
	switch {
	case robotWords.MatchString(head) || robotWords.MatchString(little) && words(whole) < wallsAreLess:
		return feeds.BotCheck
	case d.guarded:
		return feeds.BotCheck
	case anyLine(head, lostWords) || n < 60 && lostWords.MatchString(text):
		return feeds.NotFound
	case strings.HasPrefix(d.where.Hostname(), "consent.") || mostly(text, consent):
		return feeds.CookieWall
	case loginWords.MatchString(text) && n < 60, d.asks && n < 60, loginWords.MatchString(little) && !d.free() && n < 35:
		return feeds.Login
	case n < 60 && strings.HasPrefix(d.meta["og:type"], "video"):
		return feeds.Video
	case n < 60 && strings.HasPrefix(d.meta["og:type"], "music"):
		return feeds.Audio
	case n < scriptedWords && d.bare:
		return feeds.NoArticle
	}
	return ""
}

// mostlyLinks says whether most of a text stands in lines that are links and
// nothing else: a front page or a list of articles.
func mostlyLinks(paragraphs []string, shown []block) bool {
	isLink := map[string]bool{}
	for _, b := range shown {
		if b.linked*10 > len(b.text)*8 {
			isLink[b.text] = true
		}
	}
	linked, all := 0, 0
	for _, p := range paragraphs {
		for line := range strings.SplitSeq(p, "\n") {
			all += len(line)
			if isLink[line] {
				linked += len(line)
			}
		}
	}
	return linked*10 > all*6
}

func anyLine(s string, pattern *regexp.Regexp) bool {
	for line := range strings.SplitSeq(s, "\n") {
		if pattern.MatchString(line) {
			return true
		}
	}
	return false
}

// mostly says whether the larger part of a text is in sentences that match.
func mostly(text string, pattern *regexp.Regexp) bool {
	hit := 0
	for _, s := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(".!?\n。", r) }) {
		if pattern.MatchString(s) {
			hit += len(s)
		}
	}
	return hit > 0 && hit*2 > len(text)
}

// scripted says whether a script or its address matches.
func (d *document) scripted(pattern *regexp.Regexp) bool {
	for n := range d.root.Descendants() {
		if n.Data == "script" && (pattern.MatchString(attr(n, "src")) || n.FirstChild != nil && pattern.MatchString(n.FirstChild.Data)) {
			return true
		}
	}
	return false
}

// movedTo tells what a redirect away from the asked page means, by where it led.
func movedTo(asked, got string) feeds.ProblemKind {
	if asked == got {
		return ""
	}
	host := hostOf(got)
	switch {
	case strings.HasPrefix(host, "consent.") && !strings.HasPrefix(hostOf(asked), "consent."):
		return feeds.CookieWall
	case loginPath.MatchString(got) && !loginPath.MatchString(asked):
		return feeds.Login
	}
	return ""
}

var loginPath = regexp.MustCompile(`(?i)^https?://[^/]*(?:/[a-z-]{2,5})?/(?:account/|accounts/|user/|users/|auth/)?(?:log-?in|sign-?in|signin|sso|authorize)(?:[/?.]|$)`)
