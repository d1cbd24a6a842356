namespace OrleansFlights.Foundation.Settings;

/// <summary>Tells failures that are the settings' fault from those of the program.</summary>
public static class SettingFailure
{
    /// <summary>The sentence to end a process with; null when settings are not to blame.</summary>
    public static string? Of(Exception failure) => failure switch
    {
        SettingException wrong => wrong.Message,

        // A settings file that is no JSON: the innermost message has the line.
        InvalidDataException unreadable => $"{unreadable.Message} {unreadable.InnerException?.GetBaseException().Message}".TrimEnd(),
        _ => null,
    };
}
