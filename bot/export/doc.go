// Package export turns a diary into files, and a file back into a diary.
//
// Three things leave: [JSON], the whole diary in one document, which schema.json
// describes and [Read] takes back; [Part], as much of the same as an import can
// take; and [CSV], two tidy tables and a dictionary of their columns
// for those who count. Numbers and sets of the routines are words there, so that
// a file says what it means without this program.
//
// What comes in need not be that document: [Read] tells what a file is, and takes
// what carries over of the tables and of the files of other programs, which is
// Nights and never the person.
//
// A file that comes in is anybody's work. Read believes none of it: what it
// gives back is a diary that this program could have written, or nothing at all
// and one mistake that can be said in one sentence. What a document may hold is
// said in schema.json, which is what it is held against; the types say how words
// become values, and go-json-experiment/json (to be encoding/json/v2) decodes
// into them, as encoding/json takes names twice and in any case, and does not
// say where a mistake is. Only what a schema cannot say is checked here.
//
// [Merge] and [Adopt] then bring a diary into one that is there. They only add.
// What both have is there once, so the same file twice is the same as once; and
// nothing that closes for the sake of a person's health is opened by a file.
//
// All of it is pure: no store, no clock, no network. What cannot be written
// faithfully is an error, never left out in silence.
package export
