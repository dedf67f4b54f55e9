package topics

import (
	"strings"
	"sync"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// languageOf is the code of a language, whatever its region, however it is named: en-GB,
// eng, English, Englisch, עברית.
func languageOf(name string) (code string, ok bool) {
	if code, ok = languageNames()[fold(name)]; ok {
		return code, true
	}
	name, _, _ = strings.Cut(strings.ReplaceAll(name, "_", "-"), "-")
	base, err := language.ParseBase(name)
	return base.String(), err == nil
}

// languageNames are what people call languages: in English, in German, and as those do
// who speak them.
//
//nolint:gochecknoglobals // never changes, and is thought of once
var languageNames = sync.OnceValue(func() map[string]string {
	names := map[string]string{}
	english, german := display.Languages(language.English), display.Languages(language.German)
	for a := 'a'; a <= 'z'; a++ {
		for b := 'a'; b <= 'z'; b++ {
			base, err := language.ParseBase(string([]rune{a, b}))
			if err != nil {
				continue
			}
			tag, err := language.Compose(base)
			if err != nil {
				continue
			}
			for _, name := range []string{english.Name(tag), german.Name(tag), display.Self.Name(tag)} {
				if name = fold(name); name != "" && names[name] == "" {
					names[name] = base.String()
				}
			}
		}
	}
	return names
})
