# Completion of icc for PowerShell 5.1 and newer. In $PROFILE:
#   icc completion powershell | Out-String | Invoke-Expression

Register-ArgumentCompleter -Native -CommandName 'icc', 'icc.exe' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    # The line up to the cursor; blanks after the last word are not part of the command.
    $length = $cursorPosition - $commandAst.Extent.StartOffset
    $line = $commandAst.Extent.Text.PadRight($length).Substring(0, $length)
    $encoding = $null
    # A host without a console has no encoding of one either.
    try { $encoding = [Console]::OutputEncoding; [Console]::OutputEncoding = [System.Text.Encoding]::UTF8 } catch { }
    try {
        # By the environment: Windows PowerShell loses quotes and empty words on their way to a program.
        $env:ICC_COMPLETION_LINE = $line
        $reply = @(& icc __complete powershell 2>$null)
    } catch {
        return
    } finally {
        Remove-Item Env:ICC_COMPLETION_LINE -ErrorAction SilentlyContinue
        if ($null -ne $encoding) { [Console]::OutputEncoding = $encoding }
    }
    # Without a word of ours PowerShell offers names of files.
    if ($reply.Count -eq 0 -or $reply[0] -eq 'files') { return }
    foreach ($entry in ($reply | Select-Object -Skip 1)) {
        $text, $shown, $tip = $entry -split "`t"
        $kind = if ($shown.StartsWith('-')) { 'ParameterName' } else { 'ParameterValue' }
        [System.Management.Automation.CompletionResult]::new($text, $shown, $kind, $tip)
    }
}
