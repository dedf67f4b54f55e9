// Package pdf reads the text of PDF files, in the order in which people read it.
//
// Decisions that bind this room:
//
//   - It is our own, for none of the libraries that need no C could be bounded.
//     PDFium as WebAssembly reads best, but takes five seconds of a core and 320 MB
//     to start, more than Crier itself; ledongthuc/pdf allocates what a file's
//     numbers say, follows filters inside filters without end and knows neither
//     forms nor the widths of composite fonts; pdfcpu has no text and no bounds
//     either. What is here is what text needs and no more: no drawing, no pictures.
//   - Work is counted, not timed: each decoded byte, each object and each glyph
//     costs from a [budget], so that a file costs the same on every machine and a
//     hostile one ends early. Nothing is allocated because a number in the file
//     says so.
//   - The table of offsets is not believed: it is often broken, and a scan for "n g
//     obj" finds the same objects in whole and in damaged files alike.
//   - Files are read with the empty password only. One that needs another is
//     [feeds.PDFLocked]; one without letters, a scan, is [feeds.PDF].
//   - Paragraphs are made from the places of the letters: columns are read one after
//     the other, words broken at a line's end are joined, running heads, page
//     numbers and footnotes are left out.
package pdf
