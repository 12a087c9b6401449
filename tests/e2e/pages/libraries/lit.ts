import { css, LitElement, noChange, nothing } from 'lit'
import type { ElementPart, TemplateResult } from 'lit'
import { Directive, directive } from 'lit/directive.js'
import { repeat } from 'lit/directives/repeat.js'
import { html, unsafeStatic } from 'lit/static-html.js'
import { run } from '../app.ts'
import type { Drawing } from '../app.ts'
import type { Node } from '../draw.ts'

/** Lit 3: everything in the shadow root of an element, which may be defined later. */
const drawing: Drawing = {
  mount(into, look, changed) {
    class SettingsPage extends LitElement {
      // No style of the document reaches in here.
      static override styles = css`
        .track {
          display: inline-block;
          min-width: 40px;
          min-height: 18px;
          border: 1px solid #555;
        }
        .bar {
          display: inline-block;
          width: 9em;
          height: 1em;
          background: #ddd;
        }
      `
      constructor() {
        super()
        changed(() => this.requestUpdate())
      }
      protected override render(): unknown {
        return element(look())
      }
    }
    const late = document.documentElement.dataset['late'] !== undefined
    const page = document.createElement('settings-page')
    into.append(page)
    if (late) setTimeout(() => customElements.define('settings-page', SettingsPage), 1500)
    else customElements.define('settings-page', SettingsPage)
    return {
      querySelectorAll: (wanted: string) => page.shadowRoot?.querySelectorAll(wanted) ?? [],
    } as unknown as ParentNode
  },
}

class Give extends Directive {
  private listened: NonNullable<Node['on']> = {}
  private heard = new Set<string>()
  private given: readonly string[] = []
  render(_node: Node): unknown {
    return nothing
  }
  override update(part: ElementPart, [node]: [Node]): unknown {
    const target = part.element as Element & Record<string, unknown>
    for (const [name, value] of Object.entries(node.attrs ?? {}))
      if (value === undefined || value === false) target.removeAttribute(name)
      else if (target.getAttribute(name) !== String(value === true ? '' : value))
        target.setAttribute(name, String(value === true ? '' : value))
    for (const name of this.given) if (!(name in (node.attrs ?? {}))) target.removeAttribute(name)
    this.given = Object.keys(node.attrs ?? {})
    this.listened = node.on ?? {}
    for (const name of ['click', 'input', 'change'] as const)
      if (node.on?.[name] && !this.heard.has(name)) {
        this.heard.add(name)
        target.addEventListener(name, event => this.listened[name]?.(event))
      }
    const set = (): void => {
      for (const [name, value] of Object.entries(node.props ?? {}))
        if (target[name] !== value) target[name] = value
    }
    set()
    // Options are drawn after their select.
    if (node.tag === 'select') queueMicrotask(set)
    return noChange
  }
}
const give = directive(Give)

function element(node: Node): TemplateResult {
  const tag = unsafeStatic(node.tag)
  if (/^(?:input|br|hr)$/.test(node.tag)) return html`<${tag} ${give(node)}>`
  const children = node.children ?? []
  const keyed = children.every(child => typeof child !== 'string' && child.key !== undefined)
  return html`<${tag} ${give(node)}
    >${
      keyed
        ? repeat(
            children,
            child => (typeof child === 'string' ? child : child.key),
            child => (typeof child === 'string' ? child : element(child)),
          )
        : children.map(child => (typeof child === 'string' ? child : element(child)))
    }</${tag}
  >`
}

run(drawing)
