/** @jsxImportSource react */
import { run } from '../../e2e/pages/app.ts'
import { reactDrawing } from '../../e2e/pages/libraries/react-drawing.ts'
import { Field } from '@atlaskit/form'
import { RadioGroup } from '@atlaskit/radio'
import Select from '@atlaskit/select'
import Toggle from '@atlaskit/toggle'

const toggle = ({ id, label, value, disabled, change }) => (
  <p>
    <label htmlFor={id}>{label}</label>
    <Toggle
      id={id}
      isChecked={value}
      isDisabled={disabled}
      onChange={event => change(event.target.checked)}
    />
  </p>
)
run(
  reactDrawing({
    switch: toggle,
    checkbox: toggle,
    radios: ({ id, label, options, value, change }) => (
      <fieldset>
        <legend>{label}</legend>
        <RadioGroup
          options={options.map(option => ({ ...option, name: id }))}
          value={value}
          onChange={event => change(event.target.value)}
        />
      </fieldset>
    ),
    select: ({ id, label, options, value, disabled, change }) => (
      <Field name={id} label={label}>
        {({ fieldProps }) => (
          <Select
            inputId={fieldProps.id}
            options={options}
            isDisabled={disabled}
            value={options.find(option => option.value === value)}
            onChange={chosen => change(chosen.value)}
          />
        )}
      </Field>
    ),
  }),
)
