import { Menu, Slider } from "@mantine/core";
import { type ReactNode, useRef } from "react";
import { normalise, rebalance, total } from "@/shared/simplex";
import { useForm, useValue } from "../form/context";
import { setField } from "../form/edit";
import { fieldId } from "../form/errors";
import type { Field, FieldOf } from "../schema/model";
import { getAt, join } from "../schema/values";
import { ChangedMark, Help, Messages, useControl } from "./Frame";
import { LeafControl } from "./LeafControl";
import classes from "./SimplexField.module.css";
import { TextButton } from "./TextButton";

type Props = { field: FieldOf<"simplex">; path: string };

const TOLERANCE = 1e-6;
/** The share that is no metric: it holds the probabilities up whatever the losses do. */
const BASE = "base";
/** What one metric gets, and what the base share: all, or as much as leaves a floor under the probabilities. */
const ALONE = { metric: 1, base: 0 };
const WITH_BASE = { metric: 0.8, base: 0.2 };

/**
 * Shares that sum to 1. A slider moves its own share and rescales the others in proportion; a typed number is taken
 * as it is, and the sum with its remedy stands below.
 */
export function SimplexField({ field, path }: Props) {
  const { edit } = useForm();
  const values = useValue(path);
  const names = field.fields.map((share) => share.name);
  const shares = names.map((name) => asShare(getAt(values, name)));
  const step = Math.min(...field.fields.map(stepOf));
  // The others return to their old proportions while a slider travels to 1 and back.
  const start = useRef<number[] | null>(null);

  const write = (next: number[]) =>
    edit((state) =>
      setField(state, path, Object.fromEntries(names.map((name, index) => [name, next[index]]))),
    );
  const move = (index: number, value: number) => {
    start.current ??= shares;
    write(rebalance(start.current, index, value, step));
  };

  return (
    <fieldset
      className={classes.simplex}
      aria-label={`${field.title}: ${field.help}`}
      id={fieldId(`config.${path}`)}
    >
      {field.fields.map((share, index) => (
        <Share
          key={share.name}
          field={share}
          path={join(path, share.name)}
          value={shares[index] ?? 0}
          onMove={(value) => move(index, value)}
          onRest={() => {
            start.current = null;
          }}
        />
      ))}
      <Sum
        sum={total(shares)}
        onRescale={() => write(normalise(shares, step))}
        onEven={() =>
          write(
            normalise(
              shares.map(() => 1),
              step,
            ),
          )
        }
      >
        <OneMetric
          fields={field.fields}
          onChoose={(metric, shares) =>
            write(names.map((name) => (name === metric ? shares.metric : name === BASE ? shares.base : 0)))
          }
        />
      </Sum>
      <Messages name={`config.${path}`} />
    </fieldset>
  );
}

function asShare(value: unknown): number {
  return typeof value === "number" && value > 0 ? value : 0;
}

/** Five times finer than the slider's own step, so that the others can follow it in proportion. */
function stepOf(field: Field): number {
  return (field.kind === "number" && field.bounds.step ? field.bounds.step : 0.05) / 5;
}

type ShareProps = {
  field: Field;
  path: string;
  value: number;
  onMove: (value: number) => void;
  onRest: () => void;
};

function Share({ field, path, value, onMove, onRest }: ShareProps) {
  const name = `config.${path}`;
  const control = useControl(name);
  return (
    <div className={classes.share}>
      <span className={classes.label}>
        <label htmlFor={control.id}>{field.title}</label>
        <ChangedMark name={name} />
        {field.help ? <Help title={field.title} text={field.help} /> : null}
      </span>
      <Slider
        className={classes.slider ?? ""}
        classNames={{ thumb: classes.thumb ?? "", bar: classes.bar ?? "", track: classes.track ?? "" }}
        min={0}
        max={1}
        step={5 * stepOf(field)}
        size={4}
        label={null}
        thumbLabel={`${field.title}, the others follow`}
        value={Math.min(1, value)}
        onChange={onMove}
        onChangeEnd={onRest}
      />
      <LeafControl field={field} path={path} control={control} compact={{ w: "100%", size: "xs" }} />
      <Messages name={name} />
    </div>
  );
}

type OneMetricProps = {
  fields: Field[];
  onChoose: (name: string, shares: typeof ALONE) => void;
};

/** The schedules that follow one metric, with and without a floor. */
function OneMetric({ fields, onChoose }: OneMetricProps) {
  const metrics = fields.filter((share) => share.name !== BASE);
  return (
    <Menu>
      <Menu.Target>
        <TextButton>One metric…</TextButton>
      </Menu.Target>
      <Menu.Dropdown>
        {metrics.map(({ name, title }) => (
          <Menu.Item key={name} onClick={() => onChoose(name, ALONE)}>
            {title} alone
          </Menu.Item>
        ))}
        <Menu.Divider />
        {metrics.map(({ name, title }) => (
          <Menu.Item key={name} onClick={() => onChoose(name, WITH_BASE)}>
            {title} {WITH_BASE.metric} + λ base {WITH_BASE.base}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

type SumProps = { sum: number; onRescale: () => void; onEven: () => void; children: ReactNode };

function Sum({ sum, onRescale, onEven, children }: SumProps) {
  const off = Math.abs(sum - 1) > TOLERANCE;
  return (
    <div className={classes.sum}>
      <span data-off={off || undefined} className={classes.total} aria-live="polite">
        Sum {Number(sum.toFixed(6))}
      </span>
      <TextButton onClick={onEven}>Distribute evenly</TextButton>
      {children}
      {off ? <TextButton onClick={onRescale}>Rescale to 1</TextButton> : null}
    </div>
  );
}
