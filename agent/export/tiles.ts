import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { writeAtomically } from '../files.ts'
import { subtreeOf } from '../log/subtree.ts'
import { Problem } from '../problem.ts'
import type { Store } from '../store/store.ts'
import { assertSound } from './sealed.ts'

const WIDTH = 256

/** What a folder of tiles then holds. */
export type Tiles = { readonly size: number; readonly written: number; readonly minimum: number }

/**
 * Writes the log as https://c2sp.org/tlog-tiles: `checkpoint`, `tile/L/N` and `tile/entries/N`,
 * ready for any static web server. A folder that has an earlier state is brought up to date: full
 * tiles never change, partial ones give way to full ones. Entries are leaves: no body, no salt, no
 * person.
 * @throws Problem `log-unsound`, `nothing-signed`, `log-node-missing`
 */
export async function writeTiles(
  store: Store,
  folder: string,
  progress: (done: number, total: number) => void = () => undefined,
): Promise<Tiles> {
  await assertSound(store, progress)
  const [checkpoint] = await store.checkpoints({ last: true })
  if (!checkpoint) throw new Problem('nothing-signed', {})
  const { size, note } = checkpoint
  const minimum = await store.minimumIndex()
  const total = Math.ceil(size / WIDTH)
  let written = 0
  const put = async (
    kind: string,
    index: number,
    width: number,
    content: () => Promise<Uint8Array>,
  ): Promise<void> => {
    const full = join(folder, 'tile', kind, pathOf(index))
    const file = width === WIDTH ? full : join(`${full}.p`, String(width))
    if (existsSync(file)) return
    mkdirSync(dirname(file), { recursive: true })
    writeAtomically(file, await content(), 0o644)
    if (width === WIDTH) rmSync(`${full}.p`, { recursive: true, force: true })
    written++
  }
  for (let level = 0; WIDTH ** level <= size; level++) {
    const hashes = Math.floor(size / WIDTH ** level)
    for (let index = Math.floor(minimum / WIDTH ** (level + 1)); index * WIDTH < hashes; index++) {
      const width = Math.min(WIDTH, hashes - index * WIDTH)
      await put(String(level), index, width, () => hashesOf(store, level * 8, index * WIDTH, width))
      if (level === 0) {
        await put('entries', index, width, () => entriesOf(store, index * WIDTH, width))
        progress(index + 1, total)
      }
    }
  }
  mkdirSync(folder, { recursive: true })
  // Last, so that whoever reads a new checkpoint finds what it stands over.
  writeAtomically(join(folder, 'checkpoint'), note, 0o644)
  return { size, written, minimum }
}

/** 1234067 as x001/x234/067. */
function pathOf(index: number): string {
  const groups = [String(index % 1000).padStart(3, '0')]
  for (let rest = Math.floor(index / 1000); rest > 0; rest = Math.floor(rest / 1000))
    groups.unshift(`x${String(rest % 1000).padStart(3, '0')}`)
  return groups.join('/')
}

async function hashesOf(
  store: Store,
  level: number,
  first: number,
  width: number,
): Promise<Uint8Array> {
  const subtree = subtreeOf(store)
  const hashes: Uint8Array[] = []
  for (let index = first; index < first + width; index++) hashes.push(await subtree(level, index))
  return Buffer.concat(hashes)
}

/** Each entry with its length before it, two bytes, the larger first. */
async function entriesOf(store: Store, first: number, width: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  for await (const { leaf } of store.leaves(first, first + width))
    pieces.push(Uint8Array.of(leaf.length >> 8, leaf.length & 0xff), leaf)
  return Buffer.concat(pieces)
}
