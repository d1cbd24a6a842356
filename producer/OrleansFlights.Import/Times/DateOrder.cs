namespace OrleansFlights.Import.Times;

/// <summary>How dates with slashes, dots or dashes and the year last are meant.</summary>
internal enum DateOrder
{
    /// <summary>Not known: such dates are asked back.</summary>
    Unknown,

    /// <summary>Month, day, year, as in the United States.</summary>
    MonthFirst,

    /// <summary>Day, month, year.</summary>
    DayFirst,
}
