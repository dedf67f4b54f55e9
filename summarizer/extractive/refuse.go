package extractive

import (
	"fmt"
	"strings"

	"crier/summarizer"
)

// How much of a page is searched for a wall, in bytes.
const wallSample = 4 << 10

// A text with so much prose is an article whatever else stands on its page, in words.
const plentyOfProse = 120

// refusal returns why a text is no article, or nil.
func (d *document) refusal() error {
	prose, sentences, questions := 0, 0, 0
	for i := range d.sentences {
		s := &d.sentences[i]
		if s.flaws&(isFurniture|isFragment|isRepeated) != 0 {
			continue
		}
		prose += s.words
		sentences++
		if s.flaws&isQuestion != 0 {
			questions++
		}
	}
	if obstacle := d.obstacle(prose); obstacle != "" {
		return fmt.Errorf("%w: it looks like %s", summarizer.ErrNoArticle, obstacle)
	}
	switch {
	case sentences == 0 && d.wordsAll >= 3*mostWords:
		return fmt.Errorf("%w: %d words and not one whole sentence among them", summarizer.ErrNoArticle, d.wordsAll)
	case sentences == 0:
		return fmt.Errorf("%w: no whole sentence in %d words", summarizer.ErrTooShort, d.wordsAll)
	case prose < plentyOfProse && prose*5 < d.wordsAll:
		return fmt.Errorf("%w: only %d of its %d words are in sentences", summarizer.ErrNoArticle, prose, d.wordsAll)
	case prose < plentyOfProse && questions*2 > sentences && sentences > 2:
		return fmt.Errorf("%w: mostly questions, like a form", summarizer.ErrNoArticle)
	}
	return nil
}

// obstacle names the error page or wall that a short text is.
func (d *document) obstacle(prose int) string {
	if prose >= plentyOfProse {
		return ""
	}
	text := strings.ToLower(d.title + "\n" + cutSample(d.body, wallSample))
	for _, o := range [...]struct{ name, phrases string }{
		{"an error page", "page not found|404 not found|error 404|404 error|page you requested|page you are looking for|page you were looking for|page cannot be found|page can't be found|403 forbidden|502 bad gateway|500 internal server|service unavailable|page introuvable|seite nicht gefunden|página no encontrada|pagina non trovata|page n'existe pas|siden finnes ikke|sayfa bulunamadı|страница не найдена|ページが見つかりません|页面不存在"},
		{"a check for robots", "enable javascript|javascript is disabled|are you a robot|not a robot|verify you are human|verifying you are human|checking your browser|unusual traffic|captcha|access denied|access to this page has been denied|request blocked|activez javascript|javascript aktivieren"},
		{"a wall of cookies", "we use cookies|we value your privacy|accept all cookies|manage cookies|cookie preferences|our partners store|nous utilisons des cookies|accepter les cookies|wir verwenden cookies|cookies akzeptieren|utilizamos cookies|usamos cookies|vi bruker informasjonskapsler|çerez kullan"},
		{"a page behind a login", "log in to continue|sign in to continue|please log in|please sign in|you must be logged in|subscribe to continue|subscribe to read|already a subscriber|this content is for subscribers|create an account to continue|réservé aux abonnés|nur für abonnenten|solo para suscriptores"},
	} {
		for _, p := range strings.Split(o.phrases, "|") {
			if strings.Contains(text, p) {
				return o.name
			}
		}
	}
	return ""
}
