import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Value } from '../../../common/model/index.ts'
import { productFolder } from '../install.ts'
import type { Sections } from '../../support/mutate.ts'

const version = 'v1.22.3'
const source = fileURLToPath(new URL('rules.go', import.meta.url))

/** One test of a rules package, as CISA's tools write it. */
export type RuleTest = {
  readonly PolicyId: string
  readonly RequirementMet: boolean
  readonly Criticality: string
  readonly ReportDetails?: string
  readonly Commandlet?: readonly string[]
  readonly Prerequisites?: readonly string[]
}
/** By package; a text where the rules broke off. */
export type Answer = { readonly [name: string]: readonly RuleTest[] | string }

/** Builds the program that asks Open Policy Agent, once. @returns its path @throws what go says */
export function buildRules(): string {
  const folder = productFolder('opa')
  const program = join(folder, `rules-${version}`)
  mkdirSync(folder, { recursive: true })
  copyFileSync(source, join(folder, 'rules.go'))
  const go = (...args: readonly string[]): void => {
    execFileSync('go', args, { cwd: folder, stdio: ['ignore', 2, 2] })
  }
  if (!existsSync(program)) {
    process.stderr.write(`building Open Policy Agent ${version} (once, into ${folder})\n`)
    writeFileSync(join(folder, 'go.mod'), 'module rules\n')
    go('get', `github.com/open-policy-agent/opa@${version}`)
  }
  go('build', '-o', program, 'rules.go')
  return program
}

/** Rules of a folder over one document. */
export class Rules {
  readonly #process
  readonly #lines
  constructor(program: string, folder: string) {
    this.#process = spawn(program, [folder], { stdio: ['pipe', 'pipe', 'inherit'] })
    this.#lines = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]()
  }

  /** What the rules say of the document itself: to be asked first. */
  of(document: Sections): Promise<Answer> {
    return this.#ask(document)
  }

  /** What they say when one section is another, or gone: of packages that have all the words. */
  with(section: string, value: Value | undefined, words: readonly string[]): Promise<Answer> {
    return this.#ask({ section, ...(value === undefined ? {} : { value }), words })
  }

  async close(): Promise<void> {
    this.#process.stdin.end()
    if (this.#process.exitCode === null) await once(this.#process, 'exit')
  }

  async #ask(question: unknown): Promise<Answer> {
    this.#process.stdin.write(`${JSON.stringify(question)}\n`)
    const { value, done } = await this.#lines.next()
    if (done) throw new Error('the rules ended')
    return JSON.parse(value) as Answer
  }
}
