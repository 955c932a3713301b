import { Button, Progress } from "antd";
import { useRef, useState } from "react";
import { t } from "#kernel/view/language.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import { uploadFile } from "../evidence/upload.ts";

type ActFile = Readonly<{ hash: string; name: string }>;
type InputProps = Readonly<{ id?: string; value?: readonly ActFile[]; onChange?: (value: readonly ActFile[]) => void }>;

/** Files of an act: they are uploaded at once and become exhibits with the act. */
export function FilesInput({ id, value = [], onChange }: InputProps) {
  const picker = useRef<HTMLInputElement>(null);
  const [sending, setSending] = useState<Readonly<{ name: string; percent: number }>>();
  const [error, setError] = useState<unknown>();
  const bring = async (files: readonly File[]) => {
    setError(undefined);
    let brought = value;
    try {
      for (const file of files) {
        const show = (percent: number) => setSending({ name: file.name, percent });
        show(0);
        const onProgress = ({ stage, done, of }: { stage: string; done: number; of: number }) =>
          show(Math.round(((stage === "hashing" ? 0 : 0.3) + (stage === "hashing" ? 0.3 : 0.7) * (done / of)) * 100));
        const hash = await uploadFile(file, { onProgress });
        if (!brought.some((one) => one.hash === hash)) brought = [...brought, { hash, name: file.name }];
        onChange?.(brought);
      }
    } catch (problem) {
      setError(problem);
    } finally {
      setSending(undefined);
    }
  };
  return (
    <div className="case-files">
      <input
        ref={picker}
        id={id}
        type="file"
        multiple
        hidden
        onChange={(event) => {
          void bring([...(event.target.files ?? [])]);
          event.target.value = "";
        }}
      />
      <Button disabled={!!sending} onClick={() => picker.current?.click()}>
        {t("选择文件", "Choose files")}
      </Button>
      {sending && (
        <div>
          {sending.name} <Progress percent={sending.percent} size="small" />
        </div>
      )}
      {error !== undefined && <ProblemNote error={error} />}
      <ul>
        {value.map((file) => (
          <li key={file.hash}>
            {file.name}{" "}
            <Button type="link" onClick={() => onChange?.(value.filter(({ hash }) => hash !== file.hash))}>
              {t("移除", "Remove")}
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}
