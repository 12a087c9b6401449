// How well metrics are found for a requirement in words of our own: NDCG@10 of the half for which the
// words that mean the same were tuned, and of the half that was held out by a seed before.
import { gainOf, halves, labelled } from '../support/recommender.ts'

const { tuning, held } = halves()
const pairs = labelled.reduce((all, { metrics }) => all + metrics.length, 0)
process.stdout.write(`${labelled.length} texts, ${pairs} pairs\n`)
process.stdout.write(`tuning (${tuning.length}): NDCG@10 ${gainOf(tuning).toFixed(3)}\n`)
process.stdout.write(`held out (${held.length}): NDCG@10 ${gainOf(held).toFixed(3)}\n`)
