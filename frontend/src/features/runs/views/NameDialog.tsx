import { Button, Group, Modal, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { ApiError } from "@/api/client";

type Props = {
  title: string;
  name: string;
  /** Rejects with what is wrong with the name. */
  onSave: (name: string) => Promise<void>;
  onClose: () => void;
};

/** Asks for the name of a view; a name that is taken is told at the field. */
export function NameDialog({ title, name, onSave, onClose }: Props) {
  const [typed, setTyped] = useState(name);
  const [problem, setProblem] = useState<string | null>(null);
  const [saving, setSaving] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setSaving(true);
    try {
      await onSave(typed.trim());
    } catch (error) {
      setProblem(error instanceof ApiError ? reason(error) : String(error));
      setSaving(false);
    }
  };
  return (
    <Modal opened onClose={onClose} title={title} centered>
      <form onSubmit={submit}>
        <TextInput
          label="Name"
          data-autofocus
          maxLength={200}
          value={typed}
          error={problem}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            setProblem(null);
          }}
        />
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" disabled={typed.trim() === ""} loading={saving}>
            Save
          </Button>
        </Group>
      </form>
    </Modal>
  );
}

function reason({ problem: { detail, title, errors } }: ApiError): string {
  return errors[0]?.message ?? (detail || title);
}
