/** @jsxImportSource react */
import { run } from '../../e2e/pages/app.ts'
import { reactDrawing } from '../../e2e/pages/libraries/react-drawing.ts'
import '@material/web/switch/switch.js'
import '@material/web/checkbox/checkbox.js'
import '@material/web/radio/radio.js'
import '@material/web/select/outlined-select.js'
import '@material/web/select/select-option.js'
import '@material/web/textfield/outlined-text-field.js'

run(
  reactDrawing({
    checkbox: ({ label, value, disabled, change }) => (
      <label>
        <md-checkbox
          aria-label={label}
          checked={value}
          disabled={disabled}
          onchange={event => change(event.target.checked)}
        />{' '}
        {label}
      </label>
    ),
    switch: ({ label, value, disabled, change }) => (
      <label>
        {label}{' '}
        <md-switch
          aria-label={label}
          selected={value}
          disabled={disabled}
          onchange={event => change(event.target.selected)}
        />
      </label>
    ),
    radios: ({ id, label, options, value, change }) => (
      <div role="radiogroup" aria-label={label}>
        {options.map(option => (
          <p key={option.value}>
            <md-radio
              name={id}
              id={`${id}-${option.value}`}
              value={option.value}
              aria-label={option.label}
              checked={option.value === value}
              onchange={() => change(option.value)}
            />
            <label htmlFor={`${id}-${option.value}`}>{option.label}</label>
          </p>
        ))}
      </div>
    ),
    select: ({ label, options, value, disabled, change }) => (
      <md-outlined-select
        label={label}
        disabled={disabled}
        onchange={event => change(event.target.value)}
      >
        {options.map(option => (
          <md-select-option
            key={option.value}
            value={option.value}
            selected={option.value === value}
          >
            <div slot="headline">{option.label}</div>
          </md-select-option>
        ))}
      </md-outlined-select>
    ),
    text: ({ label, value, disabled, change }) => (
      <md-outlined-text-field
        label={label}
        value={value}
        disabled={disabled}
        oninput={event => change(event.target.value)}
      />
    ),
  }),
)
