package telegram

import (
	"fmt"
	"strings"

	"crier/bot"
)

func englishCard() bot.Reply {
	return bot.Reply{
		Kicker: `New for "barley"`, Title: "Rain returns to Velm after a dry spring", URL: "https://example.org/rain?a=1&b=2", Site: "example.org", Lang: "en",
		Points: []bot.Point{
			{Text: "It rained on Tuesday for the first time since May.", Source: "Velm Herald", Link: "https://example.org/rain#:~:text=It%20rained,since%20May"},
			{Text: `The growers' union said the barley "could still be saved" if June stays wet.`, Source: "Growers' Union", Link: "https://example.org/rain#:~:text=The%20growers"},
			{Text: "Reservoirs stand at 31 % of what they hold.", Link: "https://example.org/rain#:~:text=Reservoirs"},
		},
		Also: "also: Coast Radio, Morning Post", Footer: "example.org · 38 of 624 words, all from the article",
	}
}

func untitledCard() bot.Reply {
	r := englishCard()
	r.Kicker, r.Title = "", ""
	r.Points[0].Strong = true
	return r
}

func arabicCard() bot.Reply {
	return bot.Reply{
		Kicker: `جديد عن "الشعير"`, Title: "عودة المطر إلى Velm بعد ربيع جاف", URL: "https://example.org/ar", Lang: "ar",
		Points: []bot.Point{
			{Text: "هطل المطر يوم الثلاثاء لأول مرة منذ مايو.", Source: "Velm Herald", Link: "https://example.org/ar#1"},
			{Text: "NATO قالت إن المناورات ستبدأ في يونيو.", Source: "وكالة الأنباء", Link: "https://example.org/ar#2"},
			{Text: "Quoted in English: the barley can be saved.", Lang: "en", Source: "إذاعة الساحل", Link: "https://example.org/ar#3"},
		},
		Footer: "example.org · 38 من 624 كلمة، كلها من المقال",
	}
}

func hostileCard() bot.Reply {
	evil := "<b>x</i> & \"q\" 'a' &lt; &#60; <a href=\"javascript:x\"> \u202eabc\u2066 \x00\x07\xff </blockquote>\u2028 🎈👩‍👩‍👧"
	return bot.Reply{
		Kicker: evil, Title: evil, URL: `https://example.org/"><script>?x=<y>&z='`, Text: []string{evil, "  ", "\n\n"}, Also: evil, Footer: evil,
		Points: []bot.Point{
			{Text: evil, Source: evil, Link: "https://example.org/a?x=\"y\"&<b>"},
			{Text: "no link", Source: "Local", Link: "http://localhost:8080/x"},
			{Text: "no link", Source: "Script", Link: "javascript:alert(1)"},
			{Text: "no link", Source: "Space", Link: "https://exa mple.org/"},
			{Text: "\u200b"},
		},
	}
}

func longCard() bot.Reply {
	r := englishCard()
	r.Points = nil
	for i := range 12 {
		r.Points = append(r.Points, bot.Point{
			Text:   strings.Repeat(fmt.Sprintf("Sentence %d tells of the rain in Velm and of those who waited for it. ", i+1), 8),
			Source: "Velm Herald", Link: fmt.Sprintf("https://example.org/rain#p%d", i+1),
		})
	}
	return r
}

func listCard() bot.Reply {
	return bot.Reply{
		Title: "Latest", Text: []string{"Press a number to read one."},
		Points: []bot.Point{{Number: 1, Text: "Rain returns", Source: "example.org", Link: "https://example.org/1"}, {Number: 2, Text: "Snow stays away", Source: "example.net", Link: "https://example.net/2"}},
	}
}

func helpCard() bot.Reply {
	return bot.Reply{
		Title: "What I can do", Text: []string{"Send me a link."}, Lang: "en", Footer: "More about one: /help and its name.",
		Parts: []bot.Part{
			{Head: "Reading", Lines: []string{"/summary · The main points of a link", "/next · The next story"}},
			{Head: "You & me", Lines: []string{"/privacy · What I keep", ""}},
		},
	}
}
