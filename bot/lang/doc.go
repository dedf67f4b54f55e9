// Package lang holds every word that Crier says, one file of messages for each
// language, and writes numbers, dates and spans of time as each language does.
//
// Decisions that bind this room:
//
//   - One file per language in words/, in sections: the message "timeout" of the
//     section "problem" has the key "problem.timeout". A new language is a new
//     file there; nothing else changes. Tests hold all files to the same keys and
//     the same placeholders, and to no key that the code does not use.
//   - A message that counts has the plural forms of its language (CLDR) and shows
//     its number as {{.N}}.
//   - Foreign words that are put into a sentence of the other writing direction are
//     isolated (Unicode Bidirectional Algorithm, FSI and PDI), so that a Hebrew
//     title cannot turn an English sentence around.
//   - The arrows ‹ and › are written as in English, before and after a word: both
//     have the Unicode property Bidi_Mirrored and turn around by themselves where
//     text runs from right to left.
package lang
