import { Input } from "antd";
import { useEffect, useState } from "react";
import { useSettled } from "./ref-picker.tsx";

type SearchInputProps = Readonly<{
  value: string | undefined;
  onChange: (text: string | undefined) => void;
  placeholder: string;
  width?: number;
}>;

/** A search that follows the typing, and the address. */
export function SearchInput({ value, onChange, placeholder, width = 200 }: SearchInputProps) {
  const [text, setText] = useState(value ?? "");
  const [settled, setSettled] = useSettled(value ?? "", 300);
  const now = value ?? "";
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what was typed goes out; a change of the address comes in below
  useEffect(() => {
    if (settled !== now) onChange(settled || undefined);
  }, [settled]);
  useEffect(() => {
    setText((typed) => (typed.trim() === now ? typed : now));
    setSettled(now);
  }, [now, setSettled]);
  return (
    <Input
      size="small"
      allowClear
      style={{ width }}
      value={text}
      maxLength={60}
      placeholder={placeholder}
      aria-label={placeholder}
      onChange={(event) => {
        setText(event.target.value);
        setSettled(event.target.value);
      }}
    />
  );
}
