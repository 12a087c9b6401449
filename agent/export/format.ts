import { Readable } from 'node:stream'
import type { OcsfClass } from './ocsf-class.ts'
import type { OscalVersion } from './oscal/names.ts'
import type { ExportSource, Window } from './window.ts'
import { chunked, writeWhole } from './zip.ts'

/** One export as its format's writer gets it. */
export type Writing = {
  /** Where it goes; replaced as a whole or not at all. */
  readonly out: string
  readonly source: ExportSource
  readonly window: Window
  readonly oscalVersion: OscalVersion
  readonly ocsfClass: OcsfClass
  /** Told how many files of how many are written, by formats that are many. */
  readonly progress: (done: number, total: number) => void
}

/** A way to write a window down; one line in `formats.ts`. */
export type ExportFormat = {
  /** As a person chooses it. */
  readonly title: string
  /** What the name of its file ends with: lower case letters and dots. */
  readonly ending: string
  readonly write: (writing: Writing) => Promise<unknown>
}

/** The writer of a format that is one text. @param text of a window, piece by piece */
export function asText(
  text: (writing: Writing) => AsyncIterable<string> | Promise<AsyncIterable<string>>,
): ExportFormat['write'] {
  return async writing => {
    const bytes = encoded(await text(writing))
    await writeWhole(writing.out, Readable.from(chunked(bytes), { objectMode: false }))
  }
}

async function* encoded(text: AsyncIterable<string>): AsyncIterable<Uint8Array> {
  for await (const piece of text) yield Buffer.from(piece, 'utf8')
}
