import { useState } from 'preact/hooks'
import type { Output } from '../operations/index.ts'

export type TreeNode = Output<'tree'>['nodes'][number]

/** From the middle outwards: what is shown, then up to three rings of what is under it. */
const MIDDLE = 17
const RING = 26
const RINGS = 3
/** What is not satisfied stands out, what is undetermined stays back: no colour is needed. */
const heights = {
  'satisfied': 22,
  'not-satisfied': 25,
  'undetermined': 14,
  'unmeasured': 4,
} as const

type Placed = {
  readonly node: TreeNode
  readonly ring: number
  /** Parts of the whole turn. */
  readonly from: number
  readonly to: number
}

/**
 * What is under a node, each as wide as it has requirements: walked with the arrow keys (in, out, and
 * round), opened with Enter or a click. What it shows stands in a table beside it.
 * @param nodes the shown one first, each before what is under it
 */
export function Sunburst({
  nodes,
  name,
  open,
}: {
  readonly nodes: readonly TreeNode[]
  readonly name: string
  open(id: string): void
}) {
  const placed = placesOf(nodes)
  const [at, setAt] = useState('')
  // What the pointer is over is told, and moves nothing.
  const [under, setUnder] = useState('')
  const nodeOf = (id: string): Placed | undefined => placed.find(({ node }) => node.id === id)
  const current = nodeOf(at) ?? placed[0]
  if (!current) return null
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault()
      open(current.node.id)
      return
    }
    const to = moved(event.key, current.node, placed)
    if (to === null) return
    event.preventDefault()
    setUnder('')
    setAt(to.id)
  }
  return (
    <figure class="sunburst">
      <svg
        viewBox="-100 -100 200 200"
        role="tree"
        // In SVG the name is told apart by case.
        tabindex={0}
        aria-label={`${name}: arrow keys walk, Enter opens`}
        aria-activedescendant={idOf(current.node)}
        onKeyDown={onKey}
      >
        {placed.map(({ node, ring, from, to }) => (
          <path
            key={node.id}
            id={idOf(node)}
            role="treeitem"
            aria-level={ring + 1}
            aria-label={textOf(node)}
            aria-selected={node === current.node}
            class={`${standOf(node)}${node === current.node ? ' current' : ''}`}
            d={ring === 0 ? circle : sector(ring, from, to, heights[standOf(node)])}
            onClick={() => open(node.id)}
            onPointerEnter={() => setUnder(node.id)}
          />
        ))}
      </svg>
      <figcaption>{textOf((nodeOf(under) ?? current).node)}</figcaption>
      <ul class="legend">
        {legend.map(([stand, words]) => (
          <li key={stand}>
            <span>
              <i class={stand} aria-hidden="true" /> {words}
            </span>
          </li>
        ))}
      </ul>
    </figure>
  )
}

const legend = [
  ['not-satisfied', 'not satisfied'],
  ['undetermined', 'undetermined'],
  ['satisfied', 'satisfied'],
  ['unmeasured', 'not measured'],
] as const

function standOf({ kind, status, requirements }: TreeNode): keyof typeof heights {
  return kind === 'requirement' && requirements.unmeasured > 0 ? 'unmeasured' : status
}

function textOf({ kind, id, title, says, counts, requirements }: TreeNode): string {
  const name = kind === 'framework' ? title : `${id} ${title}`
  const found = `${counts.pass} pass, ${counts.fail} fail, ${counts.unknown} unknown`
  if (kind === 'requirement') return `${name}: ${says}; ${found}`
  const all = Object.values(requirements).reduce((sum, count) => sum + count, 0)
  return `${name}: ${requirements.satisfied} of ${all} requirements satisfied; ${found}`
}

function idOf({ id }: TreeNode): string {
  return `tree-${id}`
}

/** Each as wide as it has requirements; each requirement counts one. */
function placesOf([root, ...nodes]: readonly TreeNode[]): readonly Placed[] {
  if (!root) return []
  const under = Map.groupBy(nodes, ({ parent }) => parent ?? '')
  const leaves = (node: TreeNode): number => {
    const parts = under.get(node.id) ?? []
    return parts.length === 0 ? 1 : parts.reduce((sum, part) => sum + leaves(part), 0)
  }
  const placed: Placed[] = []
  const place = (node: TreeNode, ring: number, from: number, to: number): void => {
    if (ring > RINGS) return
    placed.push({ node, ring, from, to })
    const parts = under.get(node.id) ?? []
    const whole = leaves(node)
    let begin = from
    for (const part of parts) {
      const end = begin + ((to - from) * leaves(part)) / whole
      place(part, ring + 1, begin, end)
      begin = end
    }
  }
  place(root, 0, 0, 1)
  return placed
}

function moved(key: string, { id, parent }: TreeNode, placed: readonly Placed[]): TreeNode | null {
  const nodes = placed.map(({ node }) => node)
  const beside = nodes.filter(node => node.parent === parent)
  const place = beside.findIndex(node => node.id === id)
  const round = (step: number): TreeNode | undefined =>
    beside[(place + step + beside.length) % beside.length]
  const to: Readonly<Record<string, () => TreeNode | undefined>> = {
    ArrowRight: () => nodes.find(node => node.parent === id),
    ArrowLeft: () => nodes.find(node => node.id === parent),
    ArrowDown: () => round(1),
    ArrowUp: () => round(-1),
    Home: () => nodes[0],
    End: () => nodes.at(-1),
  }
  return to[key]?.() ?? null
}

const circle = `M${-MIDDLE} 0a${MIDDLE} ${MIDDLE} 0 1 0 ${2 * MIDDLE} 0a${MIDDLE} ${MIDDLE} 0 1 0 ${-2 * MIDDLE} 0Z`

/** A part of a ring, clockwise from the top. */
function sector(ring: number, from: number, to: number, height: number): string {
  const inner = MIDDLE + 2 + (ring - 1) * RING
  const outer = inner + height
  // A whole turn begins and ends at one point, which draws nothing.
  const end = Math.min(to, from + 0.9999)
  const large = end - from > 0.5 ? 1 : 0
  const point = (radius: number, turn: number): string => {
    const angle = (turn - 0.25) * 2 * Math.PI
    return `${(radius * Math.cos(angle)).toFixed(2)} ${(radius * Math.sin(angle)).toFixed(2)}`
  }
  return [
    `M${point(inner, from)}`,
    `A${inner} ${inner} 0 ${large} 1 ${point(inner, end)}`,
    `L${point(outer, end)}`,
    `A${outer} ${outer} 0 ${large} 0 ${point(outer, from)}Z`,
  ].join('')
}
