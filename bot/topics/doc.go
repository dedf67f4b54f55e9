// Package topics decides which articles a topic is about.
//
// A topic is a query over an article's title and text:
//
//	climate                  the word, or another form of it
//	rate hike                both words, anywhere (AND, & or + may stand between them)
//	storm OR flood           one of them (| and || mean the same, with blanks or without)
//	apple -fruit             the first without the second (NOT means the same)
//	(storm OR flood) -film   parentheses, up to twenty deep
//	"rate hike"              the words side by side, as they are
//	elect*                   words that begin so: at least two letters
//	title:budget             in the title alone; also title:"rate hike" and title:elect*
//	title:(storm OR flood)   each word of the group in the title; also site:( ) and lang:( )
//	site:example.org         from that host or one below it; www. is left out
//	lang:de                  in that language, whatever the region; also lang:german
//	/covid-?19/              a regular expression (RE2) over title, blank line, text; title:/…/ sees the title alone
//
// NOT binds tightest, then AND, then OR: a b OR c -d is (a AND b) OR (c AND NOT d).
// Operators are upper case; "and" is a word, of which [Query.Meant] tells. −, – and ! before
// a word are a minus. Fields and regular expressions are read in any case, a comma or
// semicolon parts words as a blank does unless it stands between digits ([Query.Meant] tells
// of commas, too). Wide signs （ ） ： － ＊ ＂ and commas of the East are taken for these; ? ! and : between blanks, as
// French writes them, are nothing.
//
// What a word is:
//
//   - The words of UAX #29 that have a letter or a digit. A hyphen and an apostrophe
//     part words: COVID-19 is two words, and so are l'eau and minister's, so that
//     "eau" and "minister" find them. A number keeps its points and commas: 3.25 and
//     1,000 are one word each; an acronym loses its points: U.S. is US.
//   - The quotation mark of a Hebrew acronym is part of the word and makes no difference:
//     צה"ל, צה״ל, צהל.
//   - In Chinese, Japanese, Korean, Thai, Lao, Khmer and Burmese every character (in
//     Korean every syllable) is a word: a query is found wherever its characters stand
//     side by side.
//   - What is typed as one and consists of several words is a phrase: rate-hike is
//     "rate hike", 東京 is its two characters side by side. A name with a number is found
//     however the two are joined: covid-19, covid19, COVID 19.
//
// When words are equal:
//
//   - Case, width, accents and compatibility forms make no difference (NFKC; é is e, ß
//     is ss, ø is o, ł is l). Vowel signs of Indic scripts and marks of Arabic stay.
//   - Nor does it whether Chinese is written in simplified characters or in those of Taiwan
//     or Hong Kong: 台湾, 台灣 and 臺灣 are one word. A regular expression sees what is written.
//   - A word finds what is equal to it, and what has the same stem in the ARTICLE's
//     language (Snowball, sixteen languages; in any other, equality alone):
//     "elections" finds "election" in English and "Élections" in French.
//   - A word of Hebrew finds itself with the letters that stand before words (ה, ו, ב, ל …),
//     and typed with ה finds itself without. In quotation marks it stands as it is.
//   - Two kinds of words are found only as they are spelt: C++ and C#, whatever the
//     letter, and of acronyms in capitals those that are another common word besides, such
//     as WHO, US and AI ([Query.InAnyCase]).
//   - Words of phrases and prefixes are compared unstemmed. No phrase reaches from the
//     title into the text.
//   - NOT turns a part round, whatever it is: -"rate hike", -title:rain,
//     -(storm OR flood). A query that can match without anything that it asks for (-a;
//     a OR -b) would match nearly all there is and is refused.
//
// Decisions that bind this room:
//
//   - An [Index] answers exactly as asking each query one by one would; it is only
//     faster. Tests hold it to that.
//   - Of a million queries nothing that an article needs is near: an index spends its time
//     waiting for memory. What is looked at together stands in one line of the processor's
//     cache (a table's row, a term with its text and first query), and what is wanted
//     next is fetched for many at once, in loops that do nothing else: the fewer
//     instructions each takes, the more of them a processor has under way.
//   - What an article says is what its first 256 KiB of text say.
//   - A mistake is answered with its place and, where there is one near, with a query
//     that can be understood. Fields of other search engines are mistakes, too: as words
//     they would find nothing.
package topics
