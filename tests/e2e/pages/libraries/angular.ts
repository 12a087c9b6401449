// Templates are compiled in the browser, by what has to be there first.
import '@angular/compiler'
import { NgTemplateOutlet } from '@angular/common'
import { Component, Directive, ElementRef, inject, Renderer2, signal } from '@angular/core'
import { bootstrapApplication } from '@angular/platform-browser'
import { run } from '../app.ts'
import type { Drawing } from '../app.ts'
import type { Node } from '../draw.ts'

/** Angular 22, without zones: a signal, properties bound, drawn by its own scheduler. */
const drawing: Drawing = {
  mount(into, look, changed) {
    const node = signal(look())
    changed(() => node.set(look()))
    class Page {
      readonly node = node
      readonly isText = (child: Node | string): boolean => typeof child === 'string'
      readonly keyOf = (child: Node | string, i: number): string =>
        typeof child === 'string' ? `text ${i}` : `${child.tag} ${child.key ?? i}`
    }
    Component({ selector: 'settings-page', template, imports: [NgTemplateOutlet, Give] })(Page)
    into.append(document.createElement('settings-page'))
    void bootstrapApplication(Page)
    return into
  },
}

class Give {
  declare give: Node
  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement
  private readonly renderer = inject(Renderer2)
  private given: readonly string[] = []
  private heard = new Set<string>()

  ngOnChanges(): void {
    const { element, renderer, give } = this
    const { attrs = {}, on = {}, props = {} } = give
    const text = give.children?.[0]
    // A template's own styles are the component's.
    if (give.tag === 'style') {
      if (element.childElementCount > 0) return
      const style: HTMLStyleElement = renderer.createElement('style')
      renderer.appendChild(style, renderer.createText(typeof text === 'string' ? text : ''))
      return renderer.appendChild(element, style)
    }
    for (const name of this.given) if (!(name in attrs)) renderer.removeAttribute(element, name)
    this.given = Object.keys(attrs)
    for (const [name, value] of Object.entries(attrs))
      if (value === undefined || value === false) renderer.removeAttribute(element, name)
      else renderer.setAttribute(element, name, value === true ? '' : String(value))
    for (const name of ['click', 'input', 'change'] as const)
      if (on[name] && !this.heard.has(name)) {
        this.heard.add(name)
        renderer.listen(element, name, (event: Event) => this.give.on?.[name]?.(event))
      }
    const set = (): void => {
      for (const [name, value] of Object.entries(props))
        if ((element as unknown as Record<string, unknown>)[name] !== value)
          renderer.setProperty(element, name, value)
    }
    set()
    // Options are drawn after their select.
    if (give.tag === 'select') queueMicrotask(set)
  }
}
Directive({ selector: '[give]', inputs: ['give'] })(Give)

const tags =
  'a button datalist dd details dialog div dl dt fieldset form h1 h2 h3 label legend li main nav ol optgroup option output p progress s section select span sub summary sup table tbody td textarea tfoot th thead tr ul'
const inside =
  '@for (child of node.children ?? []; track keyOf(child, $index)) {@if (isText(child)) {{{child}}} @else {<ng-container [ngTemplateOutlet]="draw" [ngTemplateOutletContext]="{ $implicit: child }" />}}'
const cases = tags
  .split(' ')
  .map(
    tag => `@case ('${tag}') {<${tag} [give]="node">${tag === 'textarea' ? '' : inside}</${tag}>}`,
  )
const template = `<ng-template #draw let-node>@switch (node.tag) {@case ('input') {<input [give]="node">}@case ('style') {<span [give]="node"></span>}${cases.join('')}}</ng-template><ng-container [ngTemplateOutlet]="draw" [ngTemplateOutletContext]="{ $implicit: node() }" />`

run(drawing)
