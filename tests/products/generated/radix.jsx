/** @jsxImportSource react */
import { run } from '../../e2e/pages/app.ts'
import { reactDrawing } from '../../e2e/pages/libraries/react-drawing.ts'
import * as Checkbox from '@radix-ui/react-checkbox'
import * as RadioGroup from '@radix-ui/react-radio-group'
import * as Select from '@radix-ui/react-select'
import * as Switch from '@radix-ui/react-switch'

const small = { width: 40, height: 20 }
run(
  reactDrawing({
    checkbox: ({ id, label, value, disabled, change }) => (
      <p>
        <Checkbox.Root
          id={id}
          checked={value}
          disabled={disabled}
          onCheckedChange={change}
          style={small}
        >
          <Checkbox.Indicator>x</Checkbox.Indicator>
        </Checkbox.Root>{' '}
        <label htmlFor={id}>{label}</label>
      </p>
    ),
    switch: ({ id, label, value, disabled, change }) => (
      <p>
        <label htmlFor={id}>{label}</label>{' '}
        <Switch.Root
          id={id}
          checked={value}
          disabled={disabled}
          onCheckedChange={change}
          style={small}
        >
          <Switch.Thumb />
        </Switch.Root>
      </p>
    ),
    radios: ({ id, label, options, value, change }) => (
      <RadioGroup.Root aria-label={label} value={value} onValueChange={change}>
        {options.map(option => (
          <div key={option.value}>
            <RadioGroup.Item value={option.value} id={`${id}-${option.value}`} style={small}>
              <RadioGroup.Indicator>o</RadioGroup.Indicator>
            </RadioGroup.Item>{' '}
            <label htmlFor={`${id}-${option.value}`}>{option.label}</label>
          </div>
        ))}
      </RadioGroup.Root>
    ),
    select: ({ label, options, value, disabled, change }) => (
      <Select.Root value={value} disabled={disabled} onValueChange={change}>
        <p>{label}</p>
        <Select.Trigger aria-label={label}>
          <Select.Value />
          <Select.Icon />
        </Select.Trigger>
        <Select.Portal>
          <Select.Content position="popper">
            <Select.Viewport>
              {options.map(option => (
                <Select.Item key={option.value} value={option.value}>
                  <Select.ItemText>{option.label}</Select.ItemText>
                </Select.Item>
              ))}
            </Select.Viewport>
          </Select.Content>
        </Select.Portal>
      </Select.Root>
    ),
  }),
)
